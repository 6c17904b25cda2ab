import Randomness

/// Angles as they were observed between fine-tuned models, by the role and depth of a tensor.
///
/// Read off a figure for ViT-B/32 and two models: embeddings and the matrices of early blocks
/// stand far apart, later matrices less so, biases and layer norms hardly.
struct TypicalAngle {
    let degrees: Double

    /// - Parameters:
    ///   - tensor: The tensor.
    ///   - number: Its number within the checkpoint, on which the scatter depends.
    init(of tensor: SyntheticTensor, number: Int) {
        let range = Self.range(of: tensor)
        let position = CounterHash(key: 0x51f0_a9c1).unit(number)
        degrees = range.lowerBound + position * (range.upperBound - range.lowerBound)
    }

    private static func range(of tensor: SyntheticTensor) -> ClosedRange<Double> {
        switch tensor.role {
        case .classEmbedding: 2...3
        case .positionalEmbedding: 73...77
        case .patchEmbedding: 66...68
        case .tokenEmbedding: 76...80
        case .matrix: matrixRange(depth: tensor.depth)
        case .bias, .normWeight: 1...10
        case .projection: 22...24
        case .logitScale: 0...0
        }
    }

    private static func matrixRange(depth: Double) -> ClosedRange<Double> {
        let lowest = 61 + depth * (33 - 61)
        let highest = 78 + depth * (50 - 78)
        return lowest...highest
    }
}
