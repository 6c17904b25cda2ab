internal import LinearAlgebra
internal import Tensors

extension ElementWorkspace {
    /// Leaves elements out of every vector and multiplies what stays.
    mutating func sparsify(
        _ sparsifiers: [any Sparsifier],
        times factors: [Double],
        _ cursor: inout ElementCursor
    ) {
        for (vector, sparsifier) in sparsifiers.enumerated() {
            Self.sparsify(
                &vectors,
                range(ofVector: vector),
                from: elements.lowerBound,
                sparsifier,
                &scratch,
                &cursor.equal[vector]
            )
            Self.multiply(&vectors, range(ofVector: vector), by: factors[vector])
        }
    }

    /// Counts a vector's elements for the next pass of its sparsifier.
    mutating func count(
        _ vector: Int,
        for sparsifier: some Sparsifier,
        into counts: inout MutableSpan<UInt32>,
        from first: Int
    ) {
        let range = range(ofVector: vector)
        Self.count(vectors, range, sparsifier, &scratch, into: &counts, from: first)
    }

    /// Adds a vector's magnitudes, row by row, so that the sum does not depend on how many rows are
    /// looked at together.
    func addMagnitudes(ofVector position: Int, rowLength: Int?, to sum: inout Double) {
        let vector = vector(position)
        let length = rowLength ?? max(vector.count, 1)
        for start in stride(from: 0, to: vector.count, by: length) {
            sum += sumOfMagnitudes(vector.extracting(start..<start + length))
        }
    }

    /// Sums up the vectors, each times its factor.
    mutating func sumVectors() {
        Self.addVectors(vectors, vectorRanges, into: &result)
    }

    /// Makes each element `b + factor * M / d`, where M is what was summed up.
    ///
    /// - Parameters:
    ///   - divisor: The divisor d of all elements; nil where each has its own.
    ///   - factor: The factor.
    mutating func addToBase(dividingBy divisor: Double?, times factor: Double) {
        Self.addToBase(base, elements.count, &result, divisors, dividingBy: divisor, times: factor)
    }
}

// MARK: - The same on parts of a workspace, which may be borrowed and changed side by side

extension ElementWorkspace {
    private static func sparsify(
        _ vectors: inout AlignedBuffer<Double>,
        _ range: Range<Int>,
        from start: Int,
        _ sparsifier: some Sparsifier,
        _ scratch: inout ElementScratch,
        _ equal: inout [Int]
    ) {
        var vector = vectors.mutableSpan(range)
        sparsifier.sparsify(&vector, from: start, &scratch, &equal)
    }

    private static func multiply(
        _ vectors: inout AlignedBuffer<Double>,
        _ range: Range<Int>,
        by factor: Double
    ) {
        guard factor != 1 else { return }
        var vector = vectors.mutableSpan(range)
        for index in vector.indices { vector[index] *= factor }
    }

    private static func count(
        _ vectors: borrowing AlignedBuffer<Double>,
        _ range: Range<Int>,
        _ sparsifier: some Sparsifier,
        _ scratch: inout ElementScratch,
        into counts: inout MutableSpan<UInt32>,
        from first: Int
    ) {
        sparsifier.count(vectors.span.extracting(range), &scratch, into: &counts, from: first)
    }

    /// The sum of some vectors, in their order.
    static func addVectors(
        _ vectors: borrowing AlignedBuffer<Double>,
        _ ranges: [Range<Int>],
        into sums: inout AlignedBuffer<Double>
    ) {
        var sums = sums.mutableSpan(0..<(ranges.first?.count ?? 0))
        for index in sums.indices { sums[index] = 0 }
        for range in ranges {
            let vector = vectors.span.extracting(range)
            precondition(vector.count == sums.count)
            for index in sums.indices { sums[index] += vector[index] }
        }
    }

    private static func addToBase(
        _ base: borrowing AlignedBuffer<Double>,
        _ count: Int,
        _ result: inout AlignedBuffer<Double>,
        _ divisors: borrowing AlignedBuffer<Double>,
        dividingBy divisor: Double?,
        times factor: Double
    ) {
        let base = base.span.extracting(first: count)
        let divisors = divisors.span.extracting(first: count)
        var result = result.mutableSpan(0..<count)
        precondition(base.count == result.count && divisors.count == result.count)
        if let divisor, divisor != 1 {
            for index in result.indices { result[index] /= divisor }
        } else if divisor == nil {
            for index in result.indices { result[index] /= divisors[index] }
        }
        for index in result.indices { result[index] = base[index] + factor * result[index] }
    }
}
