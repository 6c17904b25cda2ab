/// A Hadamard matrix, built by Sylvester's doubling: rows of signs, any two of which are
/// orthogonal.
struct SignMatrix {
    /// The number of rows and of columns: a power of two.
    let order: Int

    /// The smallest matrix with so many rows.
    ///
    /// - Precondition: `rowCount` is positive.
    init(rowCount: Int) {
        precondition(rowCount > 0, "a matrix has at least one row")
        var order = 1
        while order < rowCount { order *= 2 }
        self.order = order
    }

    /// Whether the element of a row and a column is -1 rather than 1.
    func isNegative(row: Int, column: Int) -> Bool {
        (row & column).nonzeroBitCount % 2 == 1
    }
}
