/// How far a walk through the elements of a segment has come.
public struct ElementCursor: Sendable {
    /// For each vector and each of its cuts, how many elements with the key at the cut came before.
    var equal: [[Int]]

    init(equal: [[Int]] = []) { self.equal = equal }
}
