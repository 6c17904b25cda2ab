import LinearAlgebra
import Merging
import Tensors

/// What a method makes of one tensor, with the Gram matrix and the sum in plain loops.
func plainMerge(
    _ method: some MergeMethod,
    base: [Double]?,
    models: [[Double]],
    as rule: LayerRule? = nil,
    layer: LayerTraits? = nil,
    segmentLength: Int = 1 << 18
) throws -> [Double] {
    let layer = layer ?? LayerTraits(name: "weight", shape: .vector(models[0].count))
    let rule = rule ?? method.rule(for: layer)
    if let procedure = method.procedure(rule, for: layer) {
        return elementwiseMerge(procedure, base ?? [], models, segmentLength: segmentLength)
    }
    let origin = base ?? models[0].map { _ in 0 }
    if let procedure = method.matrixProcedure(rule, for: layer) {
        return try matrixMerge(procedure, origin, models, rows: layer.shape.dimensions[0])
    }
    let vectors =
        switch method.traits.measuredVectors {
        case .inputs: [base].compactMap(\.self) + models
        case .taskVectors, .taskVectorsAndBase:
            models.map { model in model.indices.map { model[$0] - origin[$0] } }
                + (method.traits.measuredVectors == .taskVectors ? [] : [origin])
        }
    switch try method.decide(rule, gram: gram(vectors)).action {
    case .copyBase: return origin
    case .copyModel(let model): return models[model]
    case .combine(let sum):
        return origin.indices.map { element in
            let weighted = zip(sum.weights, models).reduce(0) { $0 + $1.0 * $1.1[element] }
            return sum.scale * weighted / sum.divisor + sum.baseWeight * origin[element]
        }
    }
}

/// What a procedure makes of one matrix.
private func matrixMerge(
    _ procedure: any MatrixProcedure,
    _ base: [Double],
    _ models: [[Double]],
    rows: Int
) throws -> [Double] {
    let columns = base.count / rows
    let extents = MatrixExtents(rows: rows, columns: columns, modelCount: models.count)
    let merged = try procedure.merge(extents) { model in
        let difference = zip(models[model], base).map { $0 - $1 }
        return TaskMatrix(DenseMatrix(difference, rows: rows, columns: columns))
    }
    return merged.taskVector.map { zip(base, $0.elements).map { $0 + $1 } } ?? base
}

/// What a procedure makes of one tensor, in segments of a length.
private func elementwiseMerge(
    _ procedure: any ElementwiseProcedure,
    _ base: [Double],
    _ models: [[Double]],
    segmentLength: Int
) -> [Double] {
    let row = procedure.rowLength ?? 1
    let length = max(segmentLength / row, 1) * row
    let segments = stride(from: 0, to: base.count, by: length).map {
        $0..<min($0 + length, base.count)
    }
    var procedure = procedure
    while procedure.remainingPasses > 0 {
        let tallies = segments.indices.map { segment in
            var (tally, cursor) = (procedure.makeTally(), procedure.cursor(segment: segment))
            forEachBlock(segments[segment], procedure, base, models) { workspace in
                procedure.measure(&workspace, &cursor, into: &tally)
            }
            return tally
        }
        for tally in tallies { procedure.add(tally) }
        procedure.finishPass()
    }
    var merged: [Double] = []
    for (segment, elements) in segments.enumerated() {
        var cursor = procedure.cursor(segment: segment)
        forEachBlock(elements, procedure, base, models) { workspace in
            procedure.merge(&workspace, &cursor)
            let count = workspace.elements.count
            var block = AlignedBuffer<Double>(repeating: 0, count: count)
            var bytes = block.mutableBytes(0..<count)
            _ = workspace.narrowResult(into: &bytes, as: .f64)
            merged += (0..<count).map { block.span[$0] }
        }
    }
    return merged
}

private func forEachBlock(
    _ elements: Range<Int>,
    _ procedure: any ElementwiseProcedure,
    _ base: [Double],
    _ models: [[Double]],
    _ body: (inout ElementWorkspace) -> Void
) {
    var workspace = ElementWorkspace(
        vectorCount: models.count,
        rowLength: procedure.rowLength,
        ranksRows: procedure.ranksRows
    )
    let row = procedure.rowLength ?? 1
    let length = max(ElementWorkspace.blockLength / row, 1) * row
    for start in stride(from: elements.lowerBound, to: elements.upperBound, by: length) {
        let block = start..<min(start + length, elements.upperBound)
        let origin = buffer(base[block])
        let bytes = origin.bytes(0..<block.count)
        workspace.begin(block, base: bytes, as: .f64, vectorCount: models.count)
        for (position, model) in models.enumerated() {
            let values = buffer(model[block])
            let own = values.bytes(0..<block.count)
            switch procedure.vectors {
            case .inputs: workspace.setVector(position, own, as: .f64)
            case .taskVectors, .taskVectorsAndBase:
                workspace.setTaskVector(position, own, as: .f64, minus: bytes, as: .f64)
            }
        }
        body(&workspace)
    }
}

private func buffer(_ values: ArraySlice<Double>) -> AlignedBuffer<Double> {
    var buffer = AlignedBuffer<Double>(repeating: 0, count: values.count)
    var span = buffer.mutableSpan
    for (index, value) in values.enumerated() { span[index] = value }
    return buffer
}

/// The largest distance between two vectors' elements; infinite where one is not a number.
func distance(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { largest, pair in
        let distance = (pair.0 - pair.1).magnitude
        return distance.isNaN ? .infinity : max(largest, distance)
    }
}
