internal import Tensors

/// Averages in each element the task vectors that change it.
struct RamProcedure: ElementwiseProcedure {
    private let epsilon: Double
    private let growth: Ram.Growth?
    /// What each model's own changes are multiplied by.
    private var factors: [Double]
    /// How many elements each model changes with others, then how many alone.
    private var counts: [Int]
    private(set) var remainingPasses: Int

    init(modelCount: Int, epsilon: Double, growth: Ram.Growth?) {
        self.epsilon = epsilon
        self.growth = growth
        factors = Array(repeating: 1, count: modelCount)
        counts = Array(repeating: 0, count: 2 * modelCount)
        remainingPasses = growth == nil ? 0 : 1
    }

    var vectors: MeasuredVectors { .taskVectors }

    func byteCount(segmentCount: Int) -> Int { 0 }

    func makeTally() -> ElementTally { ElementTally(countLength: counts.count) }

    func cursor(segment: Int) -> ElementCursor { ElementCursor() }

    func measure(
        _ workspace: inout ElementWorkspace,
        _ cursor: inout ElementCursor,
        into tally: inout ElementTally
    ) {
        let ranges = workspace.vectorRanges
        countChanges(workspace.vectors, ranges, &workspace.divisors)
        let (changes, vectors) = (workspace.divisors.span, workspace.vectors.span)
        for (model, range) in ranges.enumerated() {
            let vector = vectors.extracting(range)
            for index in vector.indices where vector[index].magnitude > epsilon {
                tally.counts[changes[index] > 1 ? model : ranges.count + model] += 1
            }
        }
    }

    mutating func add(_ tally: ElementTally) {
        for (position, count) in tally.counts.enumerated() { counts[position] += Int(count) }
    }

    mutating func finishPass() {
        remainingPasses = 0
        guard let growth else { return }
        for model in factors.indices {
            let (shared, unique) = (Double(counts[model]), Double(counts[factors.count + model]))
            let ratio = shared / max(unique, epsilon)
            factors[model] = 1 + growth.rate * min(max(ratio, 0), growth.limit)
        }
    }

    func merge(_ workspace: inout ElementWorkspace, _ cursor: inout ElementCursor) {
        let ranges = workspace.vectorRanges
        countChanges(workspace.vectors, ranges, &workspace.divisors)
        addChanges(workspace.vectors, ranges, workspace.divisors, to: &workspace.result)
        workspace.limitDivisors { max($0, 1) }
        workspace.addToBase(dividingBy: nil, times: 1)
    }

    /// How many models change each element.
    private func countChanges(
        _ vectors: borrowing AlignedBuffer<Double>,
        _ ranges: [Range<Int>],
        _ changes: inout AlignedBuffer<Double>
    ) {
        var changes = changes.mutableSpan(0..<(ranges.first?.count ?? 0))
        for index in changes.indices { changes[index] = 0 }
        for range in ranges {
            let vector = vectors.span.extracting(range)
            for index in changes.indices where vector[index].magnitude > epsilon {
                changes[index] += 1
            }
        }
    }

    /// The sums of the changes; those of one model alone times its factor.
    private func addChanges(
        _ vectors: borrowing AlignedBuffer<Double>,
        _ ranges: [Range<Int>],
        _ changes: borrowing AlignedBuffer<Double>,
        to sums: inout AlignedBuffer<Double>
    ) {
        let changes = changes.span
        var sums = sums.mutableSpan(0..<(ranges.first?.count ?? 0))
        for index in sums.indices { sums[index] = 0 }
        for (model, range) in ranges.enumerated() {
            let vector = vectors.span.extracting(range)
            for index in sums.indices where vector[index].magnitude > epsilon {
                sums[index] += vector[index] * (changes[index] > 1 ? 1 : factors[model])
            }
        }
    }
}
