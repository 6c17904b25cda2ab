/// The base plus what sparsifiers leave of task vectors:
/// `w = b + lambda * M / d`, `M = sum_i w_i f_i s_i`, where `s_i` is what is left of
/// `d_i = x_i - b` and `f_i` makes up for what was left out.
///
/// With a consensus, M and d are over the vectors that agree with the elected sign, or over those that
/// keep an element.
struct SparseTaskVectors: ElementwiseProcedure {
    private let settings: TaskVectorSettings
    private var sparsifiers: [any Sparsifier]
    /// For each vector whether a last pass sums up its magnitudes, before and after.
    private let isRescaled: [Bool]
    private var factors: [Double]
    private var sums: [Double]
    private var isSummed: Bool

    let rowLength: Int?
    let ranksRows: Bool

    /// - Parameters:
    ///   - settings: What holds for all tensors.
    ///   - layer: The tensor.
    init(_ settings: TaskVectorSettings, _ layer: LayerTraits) {
        self.settings = settings
        let length = Granularity.outputRow.rowLength(of: layer.shape)
        ranksRows = settings.sparsification == .ranked
        rowLength = ranksRows ? length : nil
        sparsifiers = settings.vectors.indices.map { settings.sparsifier($0, layer, length) }
        let isPartial = settings.vectors.map { $0.density > 0 && $0.density < 1 }
        isRescaled = isPartial.map { $0 && settings.rescaling == .l1 }
        factors = zip(settings.vectors, isPartial).map {
            $1 && settings.rescaling == .density ? 1 / $0.density : 1
        }
        isSummed = !isRescaled.contains(true)
        sums = Array(repeating: 0, count: 2 * settings.vectors.count)
    }

    var vectors: MeasuredVectors { .taskVectors }

    private var selectionPasses: Int { sparsifiers.map(\.remainingPasses).max() ?? 0 }

    var remainingPasses: Int { selectionPasses + (isSummed ? 0 : 1) }

    func byteCount(segmentCount: Int) -> Int {
        sparsifiers.reduce(0) { $0 + $1.byteCount(segmentCount: segmentCount) }
    }

    func cursor(segment: Int) -> ElementCursor {
        ElementCursor(
            equal: sparsifiers.map {
                $0.remainingPasses == 0 ? $0.equalBefore(segment: segment) : []
            }
        )
    }

    func merge(_ workspace: inout ElementWorkspace, _ cursor: inout ElementCursor) {
        let weights = settings.vectors.map(\.weight)
        let products = zip(weights, factors).map { $0 * $1 }
        workspace.sparsify(sparsifiers, times: products, &cursor)
        var divisor: Double? = 1
        switch settings.sum {
        case .all:
            workspace.sumVectors()
            if settings.normalizes { divisor = weights.divisor }
        case .agreeing:
            let ones = weights.map { _ in 1.0 }
            workspace.electSigns(factors: ones, weights: weights)
            if settings.normalizes { divisor = nil }
        case .kept:
            workspace.sumKept(weights: weights)
            divisor = nil
        }
        if divisor == nil { workspace.limitDivisors { $0 == 0 ? 1 : $0 } }
        workspace.addToBase(dividingBy: divisor, times: settings.lambda)
    }
}

// MARK: - Passes

extension SparseTaskVectors {
    func makeTally() -> ElementTally {
        guard selectionPasses > 0 else { return ElementTally(sumLength: sums.count) }
        return ElementTally(countLength: countRanges.last?.upperBound ?? 0)
    }

    /// Where each sparsifier's counts are in a tally.
    private var countRanges: [Range<Int>] {
        var end = 0
        return sparsifiers.map { sparsifier in
            let start = end
            end += sparsifier.remainingPasses == 0 ? 0 : sparsifier.countLength
            return start..<end
        }
    }

    func measure(
        _ workspace: inout ElementWorkspace,
        _ cursor: inout ElementCursor,
        into tally: inout ElementTally
    ) {
        guard selectionPasses > 0 else { return sum(&workspace, &cursor, into: &tally) }
        var counts = tally.counts.mutableSpan
        for (vector, range) in countRanges.enumerated() where !range.isEmpty {
            let sparsifier = sparsifiers[vector]
            workspace.count(vector, for: sparsifier, into: &counts, from: range.lowerBound)
        }
    }

    private func sum(
        _ workspace: inout ElementWorkspace,
        _ cursor: inout ElementCursor,
        into tally: inout ElementTally
    ) {
        func add(from first: Int, _ workspace: borrowing ElementWorkspace) {
            for vector in isRescaled.indices where isRescaled[vector] {
                workspace.addMagnitudes(
                    ofVector: vector,
                    rowLength: rowLength,
                    to: &tally.sums[first + vector]
                )
            }
        }
        add(from: 0, workspace)
        workspace.sparsify(sparsifiers, times: sparsifiers.map { _ in 1 }, &cursor)
        add(from: sparsifiers.count, workspace)
    }

    mutating func add(_ tally: ElementTally) {
        for (position, sum) in tally.sums.enumerated() { sums[position] += sum }
        for (vector, range) in countRanges.enumerated() where !range.isEmpty {
            if !tally.counts.isEmpty { sparsifiers[vector].add(tally.counts[range]) }
        }
    }

    mutating func finishPass() {
        guard selectionPasses == 0 else {
            for vector in sparsifiers.indices where sparsifiers[vector].remainingPasses > 0 {
                sparsifiers[vector].finishPass()
            }
            return
        }
        isSummed = true
        for vector in isRescaled.indices where isRescaled[vector] {
            let (all, left) = (sums[vector], sums[sparsifiers.count + vector])
            if all >= Self.leastSum, left >= Self.leastSum { factors[vector] = all / left }
        }
    }

    /// The sum of magnitudes below which nothing is made up for.
    private static let leastSum = 1e-7
}
