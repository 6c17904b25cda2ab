internal import Checkpoints
internal import Merging
internal import Tensors

// MARK: - Layers with a ratio per column

extension MergeWorker {
    /// Measures, decides and combines some columns of a layer, row by row; the extent holds these
    /// columns of the first row.
    mutating func mergeColumns(_ extent: Extent, of part: LayerPart, _ segment: Segment) throws {
        let layer = run.plan.layers[part.layer]
        let bands = extent.bands(of: layer, elementCount: tileElementCount)
        let width = extent.elements.count
        measurer.resetColumns(width, vectorCount: vectorCount(of: part))
        for band in bands {
            try tiles.load(band, from: run.plan.inputs.tensors[band.tensor].holders)
            let (operands, base, rounding) = measured(band.tensor)
            TileArithmetic.measureColumns(
                0..<band.elements.count,
                width: width,
                of: tiles,
                operands,
                about: base,
                rounding: rounding,
                into: &measurer
            )
        }
        let weights = try decideColumns(width, of: part, segment)
        guard run.destination != nil else { return }
        for band in bands { try combine(band, width: width, by: weights) }
    }

    private func decideColumns(
        _ count: Int,
        of part: LayerPart,
        _ segment: Segment
    ) throws -> ColumnWeights {
        var tally = LayerTally(vectorCount: vectorCount(of: part))
        var weights = ColumnWeights(
            inputCount: run.plan.inputs.checkpoints.count,
            columnCount: run.destination == nil ? 0 : count
        )
        var pairs = run.pairs.map { _ in VectorPairs(vectorCount: vectorCount(of: part)) }
        for column in 0..<count {
            let gram = measurer.matrix(ofColumn: column)
            let decision = try decide(gram, of: part)
            tally.add(decision, gram)
            pairs?.add(gram)
            if run.destination != nil { weights.set(decision.action, column: column) }
        }
        run.recorder.record(tally, layer: part.layer, slot: segment.number)
        if let pairs { run.pairs?.record(pairs, layer: part.layer, slot: segment.number) }
        return weights
    }

    private mutating func combine(
        _ band: Extent,
        width: Int,
        by weights: borrowing ColumnWeights
    ) throws {
        let tensor = run.plan.inputs.tensors[band.tensor]
        guard let type = FloatingPointType(run.plan.outputs[band.tensor].type) else {
            preconditionFailure("tensor \(band.tensor) has no arithmetic")
        }
        try tiles.load(band, from: tensor.holders)
        let operands = tensor.operands(tensor.records.indices)
        for start in stride(from: 0, to: band.elements.count, by: width) {
            for column in stride(from: 0, to: width, by: LinearCombiner.blockLength) {
                let end = min(column + LinearCombiner.blockLength, width)
                let allFinite = TileArithmetic.combine(
                    start + column..<start + end,
                    from: column,
                    of: tiles,
                    operands,
                    by: weights,
                    with: &combiner,
                    into: &output,
                    as: type
                )
                guard allFinite else {
                    throw run.plan.explainNonFinite(band.tensor, tensor.holders)
                }
            }
        }
        try write(band)
    }
}

extension Extent {
    /// These columns of all rows of a layer: several rows at a time where they are whole.
    fileprivate func bands(of layer: PlannedLayer, elementCount: Int) -> [Extent] {
        let rowCount = layer.rowLength ?? 1
        let length = layer.elementCount / rowCount
        let rowsAtOnce = elements.count == length ? max(1, elementCount / length) : 1
        return stride(from: 0, to: rowCount, by: rowsAtOnce).map { row in
            let start = elements.lowerBound + row * length
            let rows = min(rowsAtOnce, rowCount - row)
            return Extent(tensor: tensor, elements: start..<start + rows * elements.count)
        }
    }
}
