internal import Checkpoints
internal import Merging
internal import Tensors

// MARK: - Layers whose elements have decisions of their own

extension MergeWorker {
    /// Makes the next pass over a segment: measures what the procedure still wants to know, or merges.
    mutating func mergeElements(
        _ extent: Extent,
        of part: LayerPart,
        by procedure: any ElementwiseProcedure,
        _ segment: Segment
    ) throws -> Pass.Knowledge? {
        var procedure = procedure
        while procedure.remainingPasses > 0 {
            let tally = try measure(extent, by: procedure, segment)
            let count = part.segments.count
            let sum = run.procedures.add(tally, of: segment, count, from: procedure) { $0.add($1) }
            guard let known = sum else { return nil }
            procedure = known
            procedure.finishPass()
            guard count == 1 else { return .procedure(procedure) }
        }
        try merge(extent, of: part, by: procedure, segment)
        return nil
    }

    private mutating func measure(
        _ extent: Extent,
        by procedure: some ElementwiseProcedure,
        _ segment: Segment
    ) throws -> ElementTally {
        var (tally, cursor) = (procedure.makeTally(), procedure.cursor(segment: segment.number))
        for tile in tiles(of: extent, procedure) {
            try tiles.load(tile, from: run.plan.inputs.tensors[tile.tensor].holders)
            for block in blocks(of: tile, procedure) {
                fillWorkspace(block, of: tile, procedure)
                procedure.measure(&workspace, &cursor, into: &tally)
            }
        }
        return tally
    }

    private mutating func merge(
        _ extent: Extent,
        of part: LayerPart,
        by procedure: some ElementwiseProcedure,
        _ segment: Segment
    ) throws {
        var cursor = procedure.cursor(segment: segment.number)
        let holders = run.plan.inputs.tensors[extent.tensor].holders
        guard let type = FloatingPointType(run.plan.outputs[extent.tensor].type) else {
            preconditionFailure("tensor \(extent.tensor) has no arithmetic")
        }
        var figures =
            run.plan.options.recordsElements
            ? ElementFigures(vectorCount: holders.count - 1) : nil
        for tile in tiles(of: extent, procedure) {
            try tiles.load(tile, from: holders)
            for block in blocks(of: tile, procedure) {
                fillWorkspace(block, of: tile, procedure)
                let inputsAreFinite = workspace.isFinite
                figures?.addVectors(workspace, as: procedure.vectors)
                procedure.merge(&workspace, &cursor)
                figures?.addResult(workspace, as: procedure.vectors)
                let isFinite = TileArithmetic.narrow(workspace, into: &output, block, as: type)
                guard inputsAreFinite, isFinite else {
                    throw run.plan.explainNonFinite(extent.tensor, holders)
                }
            }
            try write(tile)
        }
        if let figures {
            // Behind the rule of the part, which is known before.
            let slot = run.plan.parts.count + segment.number
            run.recorder.record(figures, of: part, slot: slot)
        }
    }

    /// The pieces of an extent that are read at a time: whole rows.
    private func tiles(of extent: Extent, _ procedure: some ElementwiseProcedure) -> [Extent] {
        let row = procedure.rowLength ?? 1
        return extent.tiles(of: max(tileElementCount / row, 1) * row)
    }

    /// The pieces of a tile that are looked at together: whole rows, or blocks.
    private func blocks(
        of tile: Extent,
        _ procedure: some ElementwiseProcedure
    ) -> [Range<Int>] {
        let row = procedure.rowLength ?? 1
        let length = max(ElementWorkspace.blockLength / row, 1) * row
        return stride(from: 0, to: tile.elements.count, by: length).map {
            $0..<min($0 + length, tile.elements.count)
        }
    }

    /// Takes some of a tile's elements into the workspace.
    private mutating func fillWorkspace(
        _ block: Range<Int>,
        of tile: Extent,
        _ procedure: some ElementwiseProcedure
    ) {
        let matched = run.plan.inputs.tensors[tile.tensor]
        let operands = matched.operands(matched.records.indices)
        let first = tile.elements.lowerBound
        TileArithmetic.fill(
            &workspace,
            at: first + block.lowerBound..<first + block.upperBound,
            with: block,
            of: tiles,
            operands,
            as: procedure.vectors
        )
    }
}
