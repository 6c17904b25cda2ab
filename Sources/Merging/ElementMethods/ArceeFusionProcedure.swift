internal import Glibc
internal import Tensors

/// Selects elements by their distance from the base, times the divergence of their rows.
///
/// - Numerics: Importances are computed in 64 bits, row by row in the order of elements, and rounded
///   to 32 bits before they are ordered and compared.
struct ArceeFusionProcedure: ElementwiseProcedure {
    private let length: Int
    /// The rows whose divergences are kept: none of very many, so that memory does not grow with them.
    private let keptRowCount: Int
    private var selection: RadixSelection
    /// What the first pass learns: exponentials and logarithms are most of the work, and a row needs one
    /// number of them.
    private var divergences: [Double] = []

    init(_ layer: LayerTraits) {
        length = layer.shape.dimensions.last ?? 1
        let count = layer.elementCount
        let rowCount = count / max(length, 1)
        keptRowCount = rowCount <= Self.mostKeptRows ? rowCount : 0
        // The element at place j of n, ascending, is the last of the n - j greatest.
        let ranks = [0.25, 0.5, 0.75].map { count - Int($0 * Double(count - 1)) }
        selection = RadixSelection(ranks: ranks, of: count, isSigned: true)
    }

    var vectors: MeasuredVectors { .inputs }

    var rowLength: Int? { length }

    var remainingPasses: Int { selection.remainingPasses }

    func byteCount(segmentCount: Int) -> Int {
        RadixSelection.byteCount(cutCount: selection.cutCount, segmentCount: segmentCount)
            + 2 * keptRowCount * MemoryLayout<Double>.stride
    }

    private static let mostKeptRows = 1 << 16

    func makeTally() -> ElementTally { ElementTally(countLength: selection.countLength) }

    func cursor(segment: Int) -> ElementCursor { ElementCursor() }

    func measure(
        _ workspace: inout ElementWorkspace,
        _ cursor: inout ElementCursor,
        into tally: inout ElementTally
    ) {
        let found = rowDivergences(&workspace)
        if divergences.isEmpty, keptRowCount > 0 { tally.sums += found }
        setImportances(&workspace, found)
        Self.setKeys(&workspace.scratch.words, to: workspace.totals, workspace.count)
        let keys = workspace.scratch.words.span.extracting(first: workspace.count)
        var counts = tally.counts.mutableSpan
        selection.count(keys, into: &counts, from: 0)
    }

    mutating func add(_ tally: ElementTally) {
        selection.add(tally.counts[...])
        divergences += tally.sums
    }

    mutating func finishPass() { selection.finishPass() }

    func merge(_ workspace: inout ElementWorkspace, _ cursor: inout ElementCursor) {
        setImportances(&workspace, rowDivergences(&workspace))
        let range = workspace.range(ofVector: 0)
        Self.choose(
            workspace.base,
            workspace.vectors,
            range,
            workspace.totals,
            from: threshold,
            &workspace.result
        )
    }

    private var threshold: Double {
        let quartiles = (0..<3).map { Double(OrderedKey.value(of: selection.key(atCut: $0))) }
        return quartiles[1] + 1.5 * (quartiles[2] - quartiles[0])
    }

    private static func choose(
        _ base: borrowing AlignedBuffer<Double>,
        _ vectors: borrowing AlignedBuffer<Double>,
        _ range: Range<Int>,
        _ importances: borrowing AlignedBuffer<Double>,
        from threshold: Double,
        _ result: inout AlignedBuffer<Double>
    ) {
        let (base, model, importances) = (
            base.span, vectors.span.extracting(range), importances.span
        )
        var result = result.mutableSpan(0..<range.count)
        for index in result.indices {
            let isImportant = Double(Float(importances[index])) >= threshold
            result[index] = isImportant ? model[index] : base[index]
        }
    }
}

// MARK: - Importances

extension ArceeFusionProcedure {
    /// The divergences of a workspace's rows, as the first pass left them where it left any.
    private func rowDivergences(_ workspace: inout ElementWorkspace) -> ArraySlice<Double> {
        let rowCount = workspace.count / length
        guard divergences.isEmpty else {
            let first = workspace.elements.lowerBound / length
            return divergences[first..<first + rowCount]
        }
        return (0..<rowCount).map { Self.divergence(ofRow: $0, length, &workspace) }[...]
    }

    private static func divergence(
        ofRow number: Int,
        _ length: Int,
        _ workspace: inout ElementWorkspace
    ) -> Double {
        let first = workspace.range(ofVector: 0).lowerBound
        let row = number * length..<(number + 1) * length
        let own = first + row.lowerBound..<first + row.upperBound
        softmax(workspace.vectors, own, into: &workspace.result, row)
        softmax(workspace.base, row, into: &workspace.divisors, row)
        return divergence(workspace.result, workspace.divisors, row)
    }

    private func setImportances(
        _ workspace: inout ElementWorkspace,
        _ divergences: ArraySlice<Double>
    ) {
        let first = workspace.range(ofVector: 0).lowerBound
        for (number, divergence) in divergences.enumerated() {
            let row = number * length..<(number + 1) * length
            Self.setImportances(
                &workspace.totals,
                row,
                workspace.base,
                workspace.vectors,
                first + row.lowerBound..<first + row.upperBound,
                times: divergence
            )
        }
    }

    private static func setImportances(
        _ importances: inout AlignedBuffer<Double>,
        _ row: Range<Int>,
        _ base: borrowing AlignedBuffer<Double>,
        _ vectors: borrowing AlignedBuffer<Double>,
        _ own: Range<Int>,
        times divergence: Double
    ) {
        let (base, model) = (base.span.extracting(row), vectors.span.extracting(own))
        var importances = importances.mutableSpan(row)
        precondition(base.count == importances.count && model.count == importances.count)
        for index in importances.indices {
            importances[index] = (model[index] - base[index]).magnitude * divergence
        }
    }

    /// The softmax of a row: `exp(v - max) / sum exp(v - max)`.
    private static func softmax(
        _ values: borrowing AlignedBuffer<Double>,
        _ range: Range<Int>,
        into target: inout AlignedBuffer<Double>,
        _ row: Range<Int>
    ) {
        let values = values.span.extracting(range)
        var powers = target.mutableSpan(row)
        var greatest = -Double.infinity
        for index in values.indices { greatest = max(greatest, values[index]) }
        var sum = 0.0
        for index in values.indices {
            powers[index] = exp(values[index] - greatest)
            sum += powers[index]
        }
        for index in powers.indices { powers[index] /= sum }
    }

    /// `sum p ln(p / q)` of two rows.
    private static func divergence(
        _ own: borrowing AlignedBuffer<Double>,
        _ base: borrowing AlignedBuffer<Double>,
        _ row: Range<Int>
    ) -> Double {
        let (own, base) = (own.span.extracting(row), base.span.extracting(row))
        var sum = 0.0
        for index in own.indices {
            let (p, q) = (own[index] + 1e-8, base[index] + 1e-8)
            sum += p * log(p / q)
        }
        return sum
    }

    private static func setKeys(
        _ keys: inout AlignedBuffer<UInt32>,
        to values: borrowing AlignedBuffer<Double>,
        _ count: Int
    ) {
        OrderedKey.fill(&keys, with: values.span.extracting(first: count))
    }
}
