/// OpenAI's names of a vision tower's tensors, by what they are.
///
/// Every dialect is translated into these; whoever computes with a tower asks for them here.
package enum VisionNames {
    /// What all of them begin with.
    package static let tower = "visual."
    /// What Hugging Face's names of it begin with, but for the projection.
    package static let huggingFaceTower = "vision_model."
    /// The vector in front of the patches.
    package static let classEmbedding = tower + "class_embedding"
    /// The kernel that makes vectors of patches.
    package static let patchKernel = tower + "conv1.weight"
    /// The embedding of positions.
    package static let positions = tower + "positional_embedding"
    /// The LayerNorm before the blocks; `.weight` and `.bias` follow.
    package static let inputNorm = tower + "ln_pre"
    /// The LayerNorm behind the blocks; `.weight` and `.bias` follow.
    package static let outputNorm = tower + "ln_post"
    /// The matrix into the space that images and texts share.
    package static let projection = tower + "proj"

    /// Whether a name is below that of the whole tower, in either dialect.
    package static func isOfTower(_ name: String) -> Bool {
        [tower, huggingFaceTower].contains { name.utf8.starts(with: $0.utf8) }
    }

    /// The names in a block.
    package static func block(_ number: Int) -> BlockNames {
        BlockNames(tower: tower, number: "\(number)")
    }
}

/// What names of a text tower's tensors begin with.
package enum TextNames {
    /// What Hugging Face's begin with, but for the projection; OpenAI's begin with nothing.
    package static let huggingFaceTower = "text_model."
    /// What open_clip puts before OpenAI's where the text has a configuration of its own.
    package static let customPrefix = "text."
    /// The scale of the products of images and texts, which belongs to neither tower.
    package static let scale = "logit_scale"
}

/// OpenAI's names of a block's tensors in either tower; `.weight` and `.bias` follow where the comment
/// says nothing else.
package struct BlockNames: Sendable {
    private let block: String

    /// What the names of all blocks of a tower begin with, up to the number; the tower is meant by what
    /// all its names begin with.
    package static func beginning(tower: String) -> String { tower + "transformer.resblocks." }

    /// The names in the block of a number.
    package init(tower: String, number: String) {
        block = Self.beginning(tower: tower) + number + "."
    }

    /// The LayerNorm before the attention.
    package var attentionNorm: String { block + "ln_1" }
    /// Query, key and value, one after another; `_weight` and `_bias` follow.
    package var attentionInput: String { block + "attn.in_proj" }
    /// The map behind the attention.
    package var attentionOutput: String { block + "attn.out_proj" }
    /// The whole name of the factors of what the attention adds.
    package var attentionScale: String { block + Self.attentionScale }
    /// The LayerNorm before the MLP.
    package var mlpNorm: String { block + "ln_2" }
    /// The first map of the MLP.
    package var mlpInput: String { block + "mlp.c_fc" }
    /// The second map of the MLP.
    package var mlpOutput: String { block + "mlp.c_proj" }
    /// The whole name of the factors of what the MLP adds.
    package var mlpScale: String { block + Self.mlpScale }

    private static let attentionScale = "ls_1.gamma"
    private static let mlpScale = "ls_2.gamma"

    /// Whether a name is that of a block's factors (LayerScale), in any tower.
    package static func isScale(_ name: String) -> Bool {
        name.hasSuffix("." + attentionScale) || name.hasSuffix("." + mlpScale)
    }
}

/// The names of heads, which every dialect has alike; `.weight` and `.bias` follow.
package enum HeadNames {
    /// The names of all tensors of heads.
    package static let all = [ofNormalisedFeatures, ofFeatures].flatMap { head in
        ["weight", "bias"].map { head + "." + $0 }
    }
    /// The head of a classifier over normalised features.
    package static let ofNormalisedFeatures = "classification_head"
    /// The head of transformers' image classifiers.
    package static let ofFeatures = "classifier"
}
