public import Tensors

/// A worker's memory for merging element by element: some consecutive elements of a tensor in all
/// inputs, as 64-bit numbers, what they become, and scratch.
public struct ElementWorkspace: ~Copyable {
    /// The number of elements that are looked at together where rows do not ask for more.
    public static let blockLength = GramMeasurer.blockLength

    /// The positions of the elements in their tensor.
    public private(set) var elements = 0..<0

    private(set) var vectorCount: Int
    private let vectorCapacity: Int
    private let capacity: Int

    /// The base's elements.
    var base: AlignedBuffer<Double>
    /// The elements of task vectors, or of models, one vector after the other.
    var vectors: AlignedBuffer<Double>
    /// What the elements become.
    var result: AlignedBuffer<Double>
    /// Sums over the vectors.
    var totals: AlignedBuffer<Double>
    /// Sums of weights over the vectors.
    var divisors: AlignedBuffer<Double>
    /// Keys, random numbers and ranks of one vector.
    var scratch: ElementScratch

    /// Allocates the memory for a number of vectors.
    ///
    /// - Parameters:
    ///   - vectorCount: The number of models.
    ///   - rowLength: The number of elements that must be looked at together, if any.
    ///   - ranksRows: Whether elements are ranked within rows.
    public init(vectorCount: Int, rowLength: Int?, ranksRows: Bool) {
        self.vectorCount = vectorCount
        vectorCapacity = vectorCount
        capacity = max(Self.blockLength, rowLength ?? 0)
        base = AlignedBuffer(repeating: 0, count: capacity)
        vectors = AlignedBuffer(repeating: 0, count: vectorCount * (capacity + Self.padding))
        result = AlignedBuffer(repeating: 0, count: capacity)
        totals = AlignedBuffer(repeating: 0, count: capacity)
        divisors = AlignedBuffer(repeating: 0, count: capacity)
        scratch = ElementScratch(capacity: capacity, ranksRows: ranksRows)
    }

    /// The memory that a workspace allocates, in bytes.
    public static func byteCount(vectorCount: Int, rowLength: Int?, ranksRows: Bool) -> Int {
        let capacity = max(blockLength, rowLength ?? 0)
        return (4 * capacity + vectorCount * (capacity + padding)) * MemoryLayout<Double>.stride
            + ElementScratch.byteCount(capacity: capacity, ranksRows: ranksRows)
    }

    /// Keeps vectors from competing for the same few lines of the cache.
    private static let padding = 24
}

// MARK: - What the engine brings and takes

extension ElementWorkspace {
    /// Takes the elements at some positions of a tensor, those of the base; those of this many models
    /// follow.
    ///
    /// - Precondition: There are no more than the workspace holds.
    public mutating func begin(
        _ elements: Range<Int>,
        base bytes: RawSpan,
        as type: FloatingPointType,
        vectorCount: Int
    ) {
        precondition(elements.count <= capacity, "more elements than a workspace holds")
        precondition(vectorCount <= vectorCapacity, "more vectors than a workspace holds")
        self.vectorCount = vectorCount
        self.elements = elements
        var values = base.mutableSpan(0..<elements.count)
        type.widen(bytes, into: &values)
    }

    /// Takes a model's elements as they are.
    public mutating func setVector(_ position: Int, _ bytes: RawSpan, as type: FloatingPointType) {
        var vector = vectors.mutableSpan(range(ofVector: position))
        type.widen(bytes, into: &vector)
    }

    /// Forms the elements of a model's task vector.
    public mutating func setTaskVector(
        _ position: Int,
        _ bytes: RawSpan,
        as type: FloatingPointType,
        minus base: RawSpan,
        as baseType: FloatingPointType
    ) {
        var vector = vectors.mutableSpan(range(ofVector: position))
        type.widen(bytes, minus: base, as: baseType, into: &vector)
    }

    /// Whether all elements of all inputs are finite.
    public var isFinite: Bool {
        let (base, vectors) = (base.span, vectors.span)
        let vectorsAreFinite = (0..<vectorCount).allSatisfy {
            areFinite(vectors.extracting(range(ofVector: $0)))
        }
        return vectorsAreFinite && areFinite(base.extracting(first: elements.count))
    }

    /// Rounds what the elements became to the output's type.
    ///
    /// - Returns: Whether every element is finite.
    public func narrowResult(into bytes: inout MutableRawSpan, as type: FloatingPointType) -> Bool {
        type.narrow(result.span.extracting(first: elements.count), into: &bytes)
    }
}

// MARK: - What procedures work with

extension ElementWorkspace {
    /// The number of elements.
    var count: Int { elements.count }

    /// Where a vector's elements are among those of all vectors.
    func range(ofVector vector: Int) -> Range<Int> {
        let start = vector * (capacity + Self.padding)
        return start..<start + elements.count
    }

    /// Where all vectors' elements are.
    var vectorRanges: [Range<Int>] {
        var ranges: [Range<Int>] = []
        for vector in 0..<vectorCount { ranges.append(range(ofVector: vector)) }
        return ranges
    }

    /// A vector's elements.
    @_lifetime(borrow self)
    func vector(_ position: Int) -> Span<Double> {
        vectors.span.extracting(range(ofVector: position))
    }
}

/// The difference of a number with itself is zero unless it is infinite or NaN; sums of zeros and
/// NaNs run in lanes.
private func areFinite(_ values: Span<Double>) -> Bool {
    var lanes = SIMD8<Double>.zero
    let whole = values.count / 8 * 8
    for start in stride(from: 0, to: whole, by: 8) {
        var lane = SIMD8<Double>.zero
        for offset in 0..<8 { lane[offset] = values[start + offset] }
        lanes += lane - lane
    }
    var rest = lanes.sum()
    for index in whole..<values.count { rest += values[index] - values[index] }
    return rest == 0
}
