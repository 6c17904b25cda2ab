internal import Checkpoints
internal import Tensors

/// An input of one tensor's arithmetic: its position and the type of its elements.
struct TileOperand {
    let input: Int
    let type: FloatingPointType
}

extension MatchedTensor {
    /// The inputs that hold this tensor with arithmetic, in order, base first where it holds it.
    func operands(_ chosen: some Sequence<Int>) -> [TileOperand] {
        chosen.compactMap { input in
            records[input].flatMap { FloatingPointType($0.type) }.map {
                TileOperand(input: input, type: $0)
            }
        }
    }
}
