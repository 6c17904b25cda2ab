internal import Checkpoints
internal import Merging
internal import Tensors

// MARK: - Layers whose elements have decisions of their own

extension MergeWorker {
    /// Makes the next pass over a segment: measures what the procedure still wants to know, or merges.
    mutating func mergeElements(
        _ segment: Extent,
        of group: PlannedGroup,
        by procedure: any ElementwiseProcedure,
        _ task: MergeTask
    ) throws -> [MergeTask] {
        var procedure = procedure
        while procedure.remainingPasses > 0 {
            let tally = try measure(segment, by: procedure, task)
            let count = group.segments.count
            let sum = run.procedures.add(tally, of: task, count, from: procedure) { $0.add($1) }
            guard let known = sum else { return [] }
            procedure = known
            procedure.finishPass()
            guard count == 1 else {
                return group.segments.indices.map {
                    MergeTask(group: task.group, segment: $0, knowledge: .procedure(procedure))
                }
            }
        }
        try merge(segment, by: procedure, task)
        return []
    }

    private mutating func measure(
        _ segment: Extent,
        by procedure: some ElementwiseProcedure,
        _ task: MergeTask
    ) throws -> ElementTally {
        var (tally, cursor) = (procedure.makeTally(), procedure.cursor(segment: task.segment))
        for tile in tiles(of: segment, procedure) {
            try tiles.load(tile, from: run.plan.inputs.tensors[tile.tensor].holders)
            for block in blocks(of: tile, procedure) {
                fillWorkspace(block, of: tile, procedure)
                procedure.measure(&workspace, &cursor, into: &tally)
            }
        }
        return tally
    }

    private mutating func merge(
        _ segment: Extent,
        by procedure: some ElementwiseProcedure,
        _ task: MergeTask
    ) throws {
        var cursor = procedure.cursor(segment: task.segment)
        let holders = run.plan.inputs.tensors[segment.tensor].holders
        guard let type = FloatingPointType(run.plan.declarations[segment.tensor].type) else {
            preconditionFailure("tensor \(segment.tensor) has no arithmetic")
        }
        for tile in tiles(of: segment, procedure) {
            try tiles.load(tile, from: holders)
            for block in blocks(of: tile, procedure) {
                fillWorkspace(block, of: tile, procedure)
                let inputsAreFinite = workspace.isFinite
                procedure.merge(&workspace, &cursor)
                let isFinite = TileArithmetic.narrow(workspace, into: &output, block, as: type)
                guard inputsAreFinite, isFinite else {
                    throw run.plan.explainNonFinite(segment.tensor, holders)
                }
            }
            try write(tile)
        }
    }

    /// The pieces of a segment that are read at a time: whole rows.
    private func tiles(of segment: Extent, _ procedure: some ElementwiseProcedure) -> [Extent] {
        let row = procedure.rowLength ?? 1
        return segment.tiles(of: max(tileElementCount / row, 1) * row)
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
