internal import Tensors

extension ElementWorkspace {
    /// Elects a sign for every element and sums up the vectors that agree with it (TIES-Merging,
    /// Yadav et al., arXiv 2306.01708).
    ///
    /// The sign is + where the vectors' sum is at least 0, else -; a zero agrees with neither. `M` is
    /// the sum of `factors_i * vector_i` and d that of `weights_i`, both over the vectors that agree.
    mutating func electSigns(factors: [Double], weights: [Double]) {
        let ranges = vectorRanges
        Self.addVectors(vectors, ranges, into: &totals)
        Self.replaceBySigns(&totals, count)
        Self.clear(&result, count)
        Self.clear(&divisors, count)
        for (vector, range) in ranges.enumerated() {
            Self.addAgreeing(
                vectors,
                range,
                totals,
                times: factors[vector],
                to: &result,
                weights[vector],
                to: &divisors
            )
        }
    }

    /// Sums up the vectors, and of each element the weights of those in which it is not 0.
    mutating func sumKept(weights: [Double]) {
        let ranges = vectorRanges
        Self.addVectors(vectors, ranges, into: &result)
        Self.clear(&divisors, count)
        for (vector, range) in ranges.enumerated() {
            Self.addKept(vectors, range, weights[vector], to: &divisors)
        }
    }

    /// Replaces sums of weights that are too small to divide by.
    mutating func limitDivisors(_ limit: (Double) -> Double) {
        Self.limit(&divisors, count, limit)
    }
}

// Loops without branches: signs are as good as random, and a wrong guess costs more than the sum.
extension ElementWorkspace {
    private static func clear(_ buffer: inout AlignedBuffer<Double>, _ count: Int) {
        var values = buffer.mutableSpan(0..<count)
        for index in values.indices { values[index] = 0 }
    }

    private static func replaceBySigns(_ buffer: inout AlignedBuffer<Double>, _ count: Int) {
        var values = buffer.mutableSpan(0..<count)
        for index in values.indices { values[index] = values[index] >= 0 ? 1 : -1 }
    }

    /// Adds multiples of the elements that agree with a sign, and a weight for each of them.
    ///
    /// Products with a sign are exact: positive where a vector agrees.
    private static func addAgreeing(
        _ vectors: borrowing AlignedBuffer<Double>,
        _ range: Range<Int>,
        _ signs: borrowing AlignedBuffer<Double>,
        times factor: Double,
        to sums: inout AlignedBuffer<Double>,
        _ weight: Double,
        to divisors: inout AlignedBuffer<Double>
    ) {
        let vector = vectors.span.extracting(range)
        let signs = signs.span.extracting(first: range.count)
        var sums = sums.mutableSpan(0..<vector.count)
        var divisors = divisors.mutableSpan(0..<vector.count)
        precondition(signs.count == vector.count && sums.count == vector.count)
        precondition(divisors.count == vector.count)
        for index in vector.indices {
            let agreement = vector[index] * signs[index]
            let magnitude = agreement > 0 ? agreement : 0
            sums[index] += factor * (magnitude * signs[index])
            divisors[index] += agreement > 0 ? weight : 0
        }
    }

    private static func addKept(
        _ vectors: borrowing AlignedBuffer<Double>,
        _ range: Range<Int>,
        _ weight: Double,
        to divisors: inout AlignedBuffer<Double>
    ) {
        let vector = vectors.span.extracting(range)
        var divisors = divisors.mutableSpan(0..<vector.count)
        precondition(divisors.count == vector.count)
        for index in vector.indices { divisors[index] += vector[index] != 0 ? weight : 0 }
    }

    private static func limit(
        _ buffer: inout AlignedBuffer<Double>,
        _ count: Int,
        _ limit: (Double) -> Double
    ) {
        var values = buffer.mutableSpan(0..<count)
        for index in values.indices { values[index] = limit(values[index]) }
    }
}
