/// How the tokens of an image become one vector.
public enum Pooling: String, Sendable, CaseIterable {
    /// The class token alone: `pool_type` "tok" in open_clip, `pooler_output` in transformers.
    case classToken = "tok"
    /// The mean of the patches' tokens, without the class token: "avg" in open_clip, and the image
    /// classifiers of transformers.
    case patchMean = "avg"
}

/// Where the LayerNorm behind the last block is applied.
public enum FinalNorm: String, Sendable, CaseIterable {
    /// To every token, before they are pooled. The usual one.
    case beforePooling = "before pooling"
    /// To the pooled vector: open_clip's `final_ln_after_pool`. The same for the class token.
    case afterPooling = "after pooling"
    /// Nowhere, although its tensors are stored: `CLIPForImageClassification` of transformers.
    case none
}

/// What a head takes, and by which names it is stored.
public enum HeadInput: String, Sendable, CaseIterable {
    /// Features divided by their Euclidean norm: `classification_head.*`, and zero-shot heads.
    case normalisedFeatures = "normalised features"
    /// Features as they are: `classifier.*` of transformers' `CLIPForImageClassification`.
    case features
}
