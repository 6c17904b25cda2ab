/// How the query, key and value projections of an attention block form layers.
public enum ProjectionGrouping: String, Sendable, CaseIterable {
    /// As the base stores them: packed is one layer, separate are three.
    case asStored = "asis"
    /// One layer, with one ratio, even where they are stored separately.
    case packed
    /// Three layers, even where they are stored packed.
    case split
}
