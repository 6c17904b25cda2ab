import LinearAlgebra
import Tensors

/// Gram matrices of a block's rows, by one `ddot` for each pair and by `dsyrk`.
final class GramKernels {
    static let rowCounts = [2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 48, 72]
    static let rowLength = 2048

    private var rows: AlignedBuffer<Double>
    private var gram: AlignedBuffer<Double>

    private init(rowCount: Int) {
        rows = AlignedBuffer(repeating: 0.5, count: rowCount * Self.rowLength)
        gram = AlignedBuffer(repeating: 0, count: rowCount * rowCount)
    }

    static func name(_ rowCount: Int, _ algorithm: GramAlgorithm) -> String {
        "\(rowCount) rows by \(algorithm.rawValue)"
    }

    /// Both ways for every number of rows.
    static func all() -> [Kernel] {
        rowCounts.flatMap { rowCount in
            let memory = GramKernels(rowCount: rowCount)
            return GramAlgorithm.allCases.map { algorithm in
                Kernel(
                    group: "gram",
                    name: name(rowCount, algorithm),
                    byteCount: rowCount * rowLength * 8,
                    call: { memory.accumulate(rowCount, algorithm) }
                )
            }
        }
    }

    private func accumulate(_ rowCount: Int, _ algorithm: GramAlgorithm) {
        Self.accumulate(rows, rowCount, algorithm, into: &gram)
    }

    private static func accumulate(
        _ rows: borrowing AlignedBuffer<Double>,
        _ rowCount: Int,
        _ algorithm: GramAlgorithm,
        into gram: inout AlignedBuffer<Double>
    ) {
        var entries = gram.mutableSpan
        accumulateGram(
            of: rows.span,
            rowCount: rowCount,
            rowLength: rowLength,
            stride: rowLength,
            by: algorithm,
            into: &entries
        )
    }
}
