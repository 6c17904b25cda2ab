/// Where the rows of a matrix lie among the elements of a span.
public struct MatrixLayout: Sendable, Hashable {
    /// The number of rows.
    public let rowCount: Int
    /// The number of columns.
    public let columnCount: Int
    /// The distance between the starts of two rows.
    public let stride: Int
    /// The position of the first element.
    public let offset: Int

    /// Describes a matrix.
    ///
    /// - Parameters:
    ///   - rows: The number of rows.
    ///   - columns: The number of columns.
    ///   - stride: The distance between the starts of two rows; nil for rows without gaps.
    ///   - offset: The position of the first element.
    /// - Precondition: No extent is negative, and the rows do not overlap.
    public init(rows: Int, columns: Int, stride: Int? = nil, offset: Int = 0) {
        precondition(rows >= 0 && columns >= 0 && offset >= 0, "a matrix has a negative extent")
        precondition(stride ?? columns >= columns, "rows overlap")
        rowCount = rows
        columnCount = columns
        self.stride = max(stride ?? columns, 1)
        self.offset = offset
    }

    /// The position behind the last element.
    var end: Int {
        rowCount == 0 || columnCount == 0 ? offset : offset + (rowCount - 1) * stride + columnCount
    }
}
