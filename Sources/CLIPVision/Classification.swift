/// What a classifier makes of some images.
public struct Classification: Sendable, Equatable {
    /// One row of logits for each image.
    public internal(set) var logits: [Float]
    /// One row of features for each image, before normalisation; empty when not asked for.
    public internal(set) var features: [Float]
    /// One row of the tower's width for each image, where asked for: the class token between the
    /// attention and the MLP of the last block.
    public internal(set) var attended: [Float] = []
    /// The same after the last LayerNorm, before the projection.
    public internal(set) var pooled: [Float] = []
    /// The rows of all tokens of each image, where asked for: behind the first LayerNorm of the last block.
    public internal(set) var blockInput: [Float] = []
    /// The number of classes.
    public let classCount: Int

    /// The class with the largest logit for each image; the first one where several are equal.
    public var predictions: [Int] {
        stride(from: 0, to: logits.count, by: max(classCount, 1)).map { start in
            (1..<max(classCount, 1)).reduce(0) { best, candidate in
                logits[start + candidate] > logits[start + best] ? candidate : best
            }
        }
    }
}
