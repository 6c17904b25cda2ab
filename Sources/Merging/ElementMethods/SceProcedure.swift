internal import LinearAlgebra
internal import Tensors

/// Selects elements by the variance over the models, weighs task vectors by what is left of them,
/// and elects signs.
struct SceProcedure: ElementwiseProcedure {
    private let part: Double
    private let elementCount: Int
    private var selection: RadixSelection?
    private var nonzero = 0
    private var sums: [Double]
    private var isSummed = false

    /// - Parameters:
    ///   - modelCount: The number of models.
    ///   - part: The part of the elements that is selected, more than 0.
    ///   - elementCount: The number of all elements.
    init(modelCount: Int, part: Double, elementCount: Int) {
        self.part = part
        self.elementCount = elementCount
        // How many elements are selected follows from the first pass.
        selection = part < 1 ? RadixSelection(ranks: [0], of: elementCount) : nil
        sums = Array(repeating: 0, count: modelCount)
    }

    var vectors: MeasuredVectors { .taskVectors }

    private var selectionPasses: Int { selection?.remainingPasses ?? 0 }

    var remainingPasses: Int { selectionPasses + (isSummed ? 0 : 1) }

    func byteCount(segmentCount: Int) -> Int {
        selection == nil
            ? 0 : RadixSelection.byteCount(cutCount: 1, segmentCount: segmentCount)
    }

    func cursor(segment: Int) -> ElementCursor {
        guard let selection, selectionPasses == 0 else { return ElementCursor() }
        return ElementCursor(equal: [selection.equalBefore(segment: segment)])
    }

    func makeTally() -> ElementTally {
        guard let selection, selectionPasses > 0 else { return ElementTally(sumLength: sums.count) }
        return ElementTally(countLength: selection.countLength + 1)
    }

    func measure(
        _ workspace: inout ElementWorkspace,
        _ cursor: inout ElementCursor,
        into tally: inout ElementTally
    ) {
        guard let selection, selectionPasses > 0 else {
            select(&workspace, &cursor)
            for model in sums.indices {
                tally.sums[model] += dot(workspace.vector(model), workspace.vector(model))
            }
            return
        }
        workspace.setKeysToVariances()
        let keys = workspace.scratch.words.span.extracting(first: workspace.count)
        var counts = tally.counts.mutableSpan
        selection.count(keys, into: &counts, from: 0)
        for index in keys.indices where keys[index] != 0 { counts[counts.count - 1] += 1 }
    }

    mutating func add(_ tally: ElementTally) {
        for (position, sum) in tally.sums.enumerated() { sums[position] += sum }
        guard let last = tally.counts.last else { return }
        selection?.add(tally.counts.dropLast())
        nonzero += Int(last)
    }

    mutating func finishPass() {
        guard selectionPasses > 0 else { return isSummed = true }
        if selection?.isFresh == true { selection?.setRanks([Int(Double(nonzero) * part)]) }
        selection?.finishPass()
    }

    func merge(_ workspace: inout ElementWorkspace, _ cursor: inout ElementCursor) {
        select(&workspace, &cursor)
        let weights = weights
        workspace.electSigns(factors: weights, weights: weights)
        workspace.limitDivisors { max($0, 1e-6) }
        workspace.addToBase(dividingBy: nil, times: 1)
    }

    /// The vectors' mean squares, divided by their sum; equal where that is next to nothing.
    private var weights: [Double] {
        let means = sums.map { $0 / Double(elementCount) }
        let total = means.reduce(0, +)
        return means.map { total.magnitude < 1e-6 ? 1 / Double(means.count) : $0 / total }
    }

    /// Sets to zero what is not selected.
    private func select(_ workspace: inout ElementWorkspace, _ cursor: inout ElementCursor) {
        guard let selection else { return }
        workspace.setKeysToVariances()
        workspace.keepSelected(selection, &cursor.equal[0][0])
    }
}
