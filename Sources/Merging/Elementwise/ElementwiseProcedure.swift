/// How a layer is merged where every element has a decision of its own.
///
/// A procedure may want to look at all elements first, in one or several passes: each pass fills one
/// tally per segment, the tallies are added in the order of the segments, and what follows from them
/// is the procedure for the next pass. Then every element is merged. It sees no files and no threads.
public protocol ElementwiseProcedure: Sendable {
    /// The vectors that it looks at in addition to the base: task vectors, or the models themselves.
    var vectors: MeasuredVectors { get }

    /// The number of consecutive elements that must be looked at together, if not each on its own.
    var rowLength: Int? { get }

    /// Whether the ranks of elements within rows are needed.
    var ranksRows: Bool { get }

    /// The number of passes that remain before elements can be merged.
    var remainingPasses: Int { get }

    /// The memory for its tallies and what it learns, in bytes.
    func byteCount(segmentCount: Int) -> Int

    /// An empty tally for the next pass.
    func makeTally() -> ElementTally

    /// The beginning of a walk through a segment.
    func cursor(segment: Int) -> ElementCursor

    /// Looks at the elements in a workspace.
    func measure(
        _ workspace: inout ElementWorkspace,
        _ cursor: inout ElementCursor,
        into tally: inout ElementTally
    )

    /// Adds what a segment contributed; segments come in their order.
    mutating func add(_ tally: ElementTally)

    /// Ends a pass over all elements.
    mutating func finishPass()

    /// Makes the values of the elements in a workspace.
    func merge(_ workspace: inout ElementWorkspace, _ cursor: inout ElementCursor)
}

extension ElementwiseProcedure {
    /// Elements are looked at one by one.
    public var rowLength: Int? { nil }

    /// No ranks are needed.
    public var ranksRows: Bool { false }
}

/// How far a walk through the elements of a segment has come.
public struct ElementCursor: Sendable {
    /// For each vector and each of its cuts, how many elements with the key at the cut came before.
    var equal: [[Int]]

    init(equal: [[Int]] = []) { self.equal = equal }
}

/// What the elements of one segment contribute to a pass over a layer.
public struct ElementTally: Sendable {
    /// How many elements were found to be something, by whatever the procedure counts.
    public internal(set) var counts: [UInt32]
    /// Sums over elements; those of segments are added in the order of the segments.
    public internal(set) var sums: [Double]

    init(countLength: Int = 0, sumLength: Int = 0) {
        counts = Array(repeating: 0, count: countLength)
        sums = Array(repeating: 0, count: sumLength)
    }
}
