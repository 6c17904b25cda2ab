internal import Tensors

/// The weights of all inputs, base first, for each of some columns.
public struct ColumnWeights: ~Copyable {
    private let inputCount: Int
    private var weights: AlignedBuffer<Double>

    /// Allocates the memory for as many columns as a block has elements.
    public init(inputCount: Int) {
        self.inputCount = inputCount
        weights = AlignedBuffer(repeating: 0, count: inputCount * GramMeasurer.blockLength)
    }

    /// The memory that is allocated, in bytes.
    public static func byteCount(inputCount: Int) -> Int {
        inputCount * GramMeasurer.blockLength * MemoryLayout<Double>.stride
    }

    /// Takes the weights of a decision for one column.
    public mutating func set(_ action: LayerDecision.Action, column: Int) {
        let chosen = action.weights(inputCount: inputCount)
        var weights = weights.mutableSpan
        for (input, weight) in chosen.enumerated() {
            weights[input * GramMeasurer.blockLength + column] = weight
        }
    }

    /// One input's weights for the first columns.
    @_lifetime(borrow self)
    func ofInput(_ input: Int, count: Int) -> Span<Double> {
        let start = input * GramMeasurer.blockLength
        return weights.span.extracting(start..<start + count)
    }
}

extension LayerDecision.Action {
    /// What each input, base first, is multiplied by.
    fileprivate func weights(inputCount: Int) -> [Double] {
        switch self {
        case .copyBase: (0..<inputCount).map { $0 == 0 ? 1 : 0 }
        case .copyModel(let model): (0..<inputCount).map { $0 == model + 1 ? 1 : 0 }
        case .combine(let sum):
            [sum.baseWeight] + sum.weights.map { sum.scale * $0 / sum.divisor }
        }
    }
}
