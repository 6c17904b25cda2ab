/// Where a vision tower departs from OpenAI's: the variants of open_clip and transformers.
///
/// LayerScale is not among them: its tensors `ls_1.gamma` and `ls_2.gamma` tell.
package struct ReferenceVariant: Sendable {
    /// Where the last LayerNorm is applied.
    package enum FinalNorm: Sendable, CaseIterable {
        /// To every token.
        case beforePooling
        /// To the pooled vector: `final_ln_after_pool` of open_clip.
        case afterPooling
        /// Nowhere: `CLIPForImageClassification` of transformers.
        case none
    }

    /// Whether the mean of the patches' tokens is taken, and not the class token: `pool_type` "avg".
    package var averagesPatches: Bool
    /// Where the last LayerNorm is applied.
    package var finalNorm: FinalNorm
    /// What every LayerNorm adds to the variance.
    package var epsilon: Double

    /// Describes a variant; without arguments OpenAI's tower.
    package init(
        averagesPatches: Bool = false,
        finalNorm: FinalNorm = .beforePooling,
        epsilon: Double = 1e-5
    ) {
        self.averagesPatches = averagesPatches
        self.finalNorm = finalNorm
        self.epsilon = epsilon
    }
}
