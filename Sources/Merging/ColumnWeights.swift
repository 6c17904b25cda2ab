internal import Tensors

/// The weights of all inputs, base first, for each of some columns.
public struct ColumnWeights: ~Copyable {
    private let inputCount: Int
    private let columnCount: Int
    private var weights: AlignedBuffer<Double>

    /// Allocates the memory for some columns.
    public init(inputCount: Int, columnCount: Int) {
        (self.inputCount, self.columnCount) = (inputCount, columnCount)
        weights = AlignedBuffer(repeating: 0, count: inputCount * columnCount)
    }

    /// The memory that is allocated, in bytes.
    public static func byteCount(inputCount: Int, columnCount: Int) -> Int {
        inputCount * columnCount * MemoryLayout<Double>.stride
    }

    /// Takes the weights of a decision for one column.
    public mutating func set(_ action: LayerDecision.Action, column: Int) {
        let (chosen, columnCount) = (action.weights(inputCount: inputCount), columnCount)
        var weights = weights.mutableSpan
        for (input, weight) in chosen.enumerated() {
            weights[input * columnCount + column] = weight
        }
    }

    /// One input's weights for some columns.
    @_lifetime(borrow self)
    func ofInput(_ input: Int, _ columns: Range<Int>) -> Span<Double> {
        let start = input * columnCount
        return weights.span.extracting(start + columns.lowerBound..<start + columns.upperBound)
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
