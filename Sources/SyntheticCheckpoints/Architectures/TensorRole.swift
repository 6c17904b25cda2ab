/// What a tensor does in a transformer, as far as its values and angles depend on it.
enum TensorRole {
    case classEmbedding
    case positionalEmbedding
    case patchEmbedding
    case tokenEmbedding
    /// An attention or MLP matrix of a block.
    case matrix
    case bias
    /// The factors of a layer norm, which lie around one.
    case normWeight
    case projection
    /// The logarithm of the factor of the similarities: a single number.
    case logitScale
}
