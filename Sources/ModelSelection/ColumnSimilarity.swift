/// How similar the columns of two tensors are, as Model-GLUE compares models (arXiv 2410.05357).
package enum ColumnSimilarity {
    /// The mean over the columns of their cosines.
    ///
    /// A column holds the elements of one last index. Norms count as 1e-8 at least, so that a column
    /// of zeros has the cosine 0.
    ///
    /// - Parameters:
    ///   - first: A tensor's elements, the last index fastest.
    ///   - second: Those of the other tensor.
    ///   - columnCount: The last extent; 1 takes a vector as one column.
    /// - Returns: From -1 to 1.
    /// - Precondition: Both have the same number of elements, a multiple of `columnCount`.
    /// - Complexity: O(elements) time, O(columns) memory.
    /// - Numerics: Sums in 64 bits, row after row.
    package static func mean(_ first: [Double], _ second: [Float], columnCount: Int) -> Double {
        precondition(first.count == second.count, "the tensors differ in size")
        precondition(columnCount > 0 && first.count % columnCount == 0, "columns are incomplete")
        var dots = [Double](repeating: 0, count: columnCount)
        var (firsts, seconds) = (dots, dots)
        for row in stride(from: 0, to: first.count, by: columnCount) {
            for column in 0..<columnCount {
                let (a, b) = (first[row + column], Double(second[row + column]))
                dots[column] += a * b
                firsts[column] += a * a
                seconds[column] += b * b
            }
        }
        var sum = 0.0
        for column in 0..<columnCount {
            let norms =
                max(firsts[column].squareRoot(), 1e-8) * max(seconds[column].squareRoot(), 1e-8)
            sum += dots[column] / norms
        }
        return sum / Double(columnCount)
    }
}
