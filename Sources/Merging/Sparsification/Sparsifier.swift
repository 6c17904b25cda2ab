internal import Tensors

/// Leaves elements out of one task vector: sets them to zero.
protocol Sparsifier: Sendable {
    /// The number of passes over the vector that remain before elements can be left out.
    var remainingPasses: Int { get }

    /// The number of counts that the next pass makes.
    var countLength: Int { get }

    /// The memory for counts and what is learned from them, in bytes.
    func byteCount(segmentCount: Int) -> Int

    /// What a walk through a segment begins with.
    func equalBefore(segment: Int) -> [Int]

    /// Counts elements for the next pass, from position `first` of the counts on.
    func count(
        _ vector: Span<Double>,
        _ scratch: inout ElementScratch,
        into counts: inout MutableSpan<UInt32>,
        from first: Int
    )

    /// Adds a segment's counts; segments come in their order.
    mutating func add(_ counts: ArraySlice<UInt32>)

    /// Ends a pass.
    mutating func finishPass()

    /// Sets elements to zero.
    ///
    /// - Parameters:
    ///   - vector: Consecutive elements of the task vector.
    ///   - start: The position of the first in its tensor.
    ///   - scratch: Memory.
    ///   - equal: What the walk through the segment has counted.
    func sparsify(
        _ vector: inout MutableSpan<Double>,
        from start: Int,
        _ scratch: inout ElementScratch,
        _ equal: inout [Int]
    )
}

extension Sparsifier {
    var remainingPasses: Int { 0 }
    var countLength: Int { 0 }
    func byteCount(segmentCount: Int) -> Int { 0 }
    func equalBefore(segment: Int) -> [Int] { [] }
    func count(
        _ vector: Span<Double>,
        _ scratch: inout ElementScratch,
        into counts: inout MutableSpan<UInt32>,
        from first: Int
    ) {}
    mutating func add(_ counts: ArraySlice<UInt32>) {}
    mutating func finishPass() {}
}

/// Leaves everything out.
struct EmptyVector: Sparsifier {
    func sparsify(
        _ vector: inout MutableSpan<Double>,
        from start: Int,
        _ scratch: inout ElementScratch,
        _ equal: inout [Int]
    ) {
        for index in vector.indices { vector[index] = 0 }
    }
}

/// Leaves nothing out.
struct WholeVector: Sparsifier {
    func sparsify(
        _ vector: inout MutableSpan<Double>,
        from start: Int,
        _ scratch: inout ElementScratch,
        _ equal: inout [Int]
    ) {}
}
