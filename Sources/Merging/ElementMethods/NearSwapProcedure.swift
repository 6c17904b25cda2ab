internal import Tensors

/// Draws the base towards a model where it is near.
struct NearSwapProcedure: UnmeasuredProcedure {
    let t: Double

    var vectors: MeasuredVectors { .inputs }

    func merge(_ workspace: inout ElementWorkspace, _ cursor: inout ElementCursor) {
        let range = workspace.range(ofVector: 0)
        Self.draw(workspace.base, to: workspace.vectors, range, t, &workspace.result)
    }

    private static func draw(
        _ base: borrowing AlignedBuffer<Double>,
        to vectors: borrowing AlignedBuffer<Double>,
        _ range: Range<Int>,
        _ t: Double,
        _ result: inout AlignedBuffer<Double>
    ) {
        let (base, model) = (base.span, vectors.span.extracting(range))
        var result = result.mutableSpan(0..<range.count)
        for index in result.indices {
            let distance = max((base[index] - model[index]).magnitude, 1e-6)
            let q = min(max(t / distance, 0), 1)
            result[index] = q * model[index] + (1 - q) * base[index]
        }
    }
}
