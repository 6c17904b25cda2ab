import Testing

@testable import LinearAlgebra

@Suite("Products of columns")
struct ColumnProductTests {
    private func numbers(_ count: Int, _ seed: Int) -> [Double] {
        (0..<count).map { Double(($0 * $0 * 31 + $0 * seed) % 1009 - 504) / 307 }
    }

    @Test(
        "the same bits as plain loops, at once and row by row",
        arguments: [0, 1, 7, 8],
        [0, 1, 15, 16, 17, 33, 128]
    )
    func bits(rowCount: Int, columnCount: Int) {
        let stride = columnCount + 3
        let (x, y) = (numbers(rowCount * stride, 7), numbers(rowCount * stride, 13))
        let before = numbers(columnCount, 5)
        for other in [x, y] {
            var wanted = before
            for row in 0..<rowCount {
                for column in 0..<columnCount {
                    wanted[column] += x[row * stride + column] * other[row * stride + column]
                }
            }
            var (fast, portable, slow) = (before, before, before)
            add(x, other, 0..<rowCount, columnCount, stride, to: &fast)
            for row in 0..<rowCount { add(x, other, row..<row + 1, columnCount, stride, to: &slow) }
            var sums = portable.mutableSpan
            addColumnProductsPortably(
                of: x.span,
                and: other.span,
                rowCount,
                columnCount,
                stride,
                to: &sums
            )
            #expect(fast == wanted && portable == wanted && slow == wanted)
        }
    }

    private func add(
        _ x: [Double],
        _ y: [Double],
        _ rows: Range<Int>,
        _ columnCount: Int,
        _ stride: Int,
        to sums: inout [Double]
    ) {
        var span = sums.mutableSpan
        let elements = rows.lowerBound * stride..<rows.upperBound * stride
        addColumnProducts(
            of: x.span.extracting(elements),
            and: y.span.extracting(elements),
            rowCount: rows.count,
            columnCount: columnCount,
            stride: stride,
            to: &span
        )
    }
}
