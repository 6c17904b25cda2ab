internal import CLIPModels
internal import Tensors

/// A piece of an output tensor that one worker makes at a time.
enum ConversionTask: Sendable {
    /// Consecutive elements of the output.
    case run(tensor: Int, Range<Int>)
    /// Rows and columns of an output that is a transpose.
    case block(tensor: Int, rows: Range<Int>, columns: Range<Int>)

    /// The bytes of the output that it makes.
    func byteCount(in plan: ConversionPlan) -> Int {
        switch self {
        case .run(let tensor, let elements):
            elements.count * plan.tensors[tensor].type.bitWidth / 8
        case .block(let tensor, let rows, let columns):
            rows.count * columns.count * plan.tensors[tensor].type.bitWidth / 8
        }
    }

    /// The pieces of a whole plan, in order.
    static func all(of plan: ConversionPlan) -> [ConversionTask] {
        let size = plan.memory.tileElementCount
        return plan.tensors.enumerated().flatMap { number, tensor -> [ConversionTask] in
            let shape = tensor.translated.shape
            guard tensor.translated.operation == .transpose else {
                return pieces(of: shape.elementCount, size)
                    .map { .run(tensor: number, $0) }
            }
            return blocks(shape.dimensions[0], shape.dimensions[1], size)
                .map { .block(tensor: number, rows: $0.rows, columns: $0.columns) }
        }
    }

    private static func pieces(of count: Int, _ size: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    }

    /// Blocks that are as wide as a tile allows in the direction in which the input is consecutive,
    /// so that it is read in long pieces.
    private static func blocks(
        _ rowCount: Int,
        _ columnCount: Int,
        _ size: Int
    ) -> [(rows: Range<Int>, columns: Range<Int>)] {
        let height = min(max(rowCount, 1), max(Int(Double(size).squareRoot()), size / 64))
        return pieces(of: columnCount, max(size / height, 1)).flatMap { columns in
            pieces(of: rowCount, height).map { (rows: $0, columns: columns) }
        }
    }
}
