/// The weights of a block: attention and MLP, each behind a LayerNorm.
struct TransformerBlock: Sendable {
    let attentionNorm: LayerNormalisation
    /// Rows for query, key and value, one after another.
    let attentionInput: LinearMap
    let attentionOutput: LinearMap
    let mlpNorm: LayerNormalisation
    let mlpInput: LinearMap
    let mlpOutput: LinearMap
}
