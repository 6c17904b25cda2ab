/// A tensor merged with one ratio per row.
public struct ReferenceRows: Sendable, Equatable {
    /// The merged elements of all rows in order, not yet rounded to a storage type.
    public var values: [Double]
    /// The result of every row; each holds one tensor, the row.
    public var rows: [ReferenceLayer]
}
