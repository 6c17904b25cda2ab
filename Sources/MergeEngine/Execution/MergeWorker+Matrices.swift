internal import Checkpoints
internal import LinearAlgebra
internal import Merging
internal import Tensors

// MARK: - Layers that are merged as matrices

extension MergeWorker {
    /// Merges a whole layer, holding the matrix of one model at a time.
    mutating func mergeMatrix(_ matrix: PlannedMatrix, of part: LayerPart) throws {
        let layer = run.plan.layers[part.layer]
        let merged: MergedMatrix
        do {
            merged = try mergedMatrix(matrix, of: layer, number: part.layer)
        } catch let error as LinearAlgebraError {
            throw MergeError.undefinedResult(layer: layer.name, reason: "\(error)")
        }
        run.recorder.record(merged, of: layer, number: part.layer)
        guard let taskVector = merged.taskVector else {
            let unmoved = LayerDecision(.copyBase, rule: layer.rule)
            for extent in layer.extents { try combine(extent, by: unmoved) }
            return
        }
        var start = 0
        for extent in layer.extents {
            for tile in extent.tiles(of: tileElementCount) {
                let end = start + tile.elements.count
                try add(taskVector.elements.span.extracting(start..<end), to: tile)
                start = end
            }
        }
    }

    /// What a layer is merged to: factored here, or by a merge before this one.
    private mutating func mergedMatrix(
        _ matrix: PlannedMatrix,
        of layer: PlannedLayer,
        number: Int
    ) throws -> MergedMatrix {
        guard let cache = run.plan.options.matrices else {
            return try matrix.procedure.merge(matrix.extents) { model in
                try taskMatrix(model, of: layer, matrix.extents)
            }
        }
        let (procedure, factor) = matrix.procedure.withoutFactor
        var merged = try cache.matrix(ofLayer: number) {
            try procedure.merge(matrix.extents) { model in
                try taskMatrix(model, of: layer, matrix.extents)
            }
        }
        merged.taskVector?.scale(by: factor)
        return merged
    }

    /// The difference of one model and the base in a layer.
    private mutating func taskMatrix(
        _ model: Int,
        of layer: PlannedLayer,
        _ extents: MatrixExtents
    ) throws -> TaskMatrix {
        var matrix = DenseMatrix(rows: extents.rowCount, columns: extents.columnCount)
        var start = 0
        for extent in layer.extents {
            for tile in extent.tiles(of: tileElementCount) {
                try widen(tile, ofModel: model, into: &matrix, from: start)
                start += tile.elements.count
            }
        }
        let found = TaskMatrix(matrix)
        guard found.norm.isFinite else { throw run.plan.explainNonFinite(layer) }
        return found
    }

    private mutating func widen(
        _ tile: Extent,
        ofModel model: Int,
        into matrix: inout DenseMatrix,
        from start: Int
    ) throws {
        let tensor = run.plan.inputs.tensors[tile.tensor]
        let operands = tensor.operands(tensor.records.indices)
        let (base, own) = (operands[0], operands[model + 1])
        precondition(base.input == 0, "methods of matrices have a base")
        try tiles.load(tile, from: [base.input, own.input])
        TileArithmetic.subtract(
            0..<tile.elements.count,
            of: tiles,
            own,
            minus: base,
            into: &matrix,
            from: start
        )
    }

    /// Adds a task vector to the base's elements in a tile, and writes the sum.
    private mutating func add(_ taskVector: Span<Double>, to tile: Extent) throws {
        guard let type = FloatingPointType(run.plan.outputs[tile.tensor].type),
            let base = run.plan.inputs.tensors[tile.tensor].operands([0]).first
        else { preconditionFailure("tensor \(tile.tensor) has no arithmetic") }
        try tiles.load(tile, from: [base.input])
        let isFinite = TileArithmetic.add(
            taskVector,
            to: base,
            of: tiles,
            with: &combiner,
            into: &output,
            as: type
        )
        guard isFinite else { throw run.plan.explainNonFinite(tile.tensor, [base.input]) }
        try write(tile)
    }
}

extension TileArithmetic {
    /// Forms the differences of some elements of a model and a base.
    fileprivate static func subtract(
        _ elements: Range<Int>,
        of tiles: borrowing InputTiles,
        _ model: TileOperand,
        minus base: TileOperand,
        into matrix: inout DenseMatrix,
        from first: Int
    ) {
        let length = LinearCombiner.blockLength
        var differences = AlignedBuffer<Double>(repeating: 0, count: length)
        for start in stride(from: elements.lowerBound, to: elements.upperBound, by: length) {
            let block = start..<min(start + length, elements.upperBound)
            var values = differences.mutableSpan(0..<block.count)
            model.type.widen(
                tiles.bytes(of: model.input, block, width: model.type.byteWidth),
                minus: tiles.bytes(of: base.input, block, width: base.type.byteWidth),
                as: base.type,
                into: &values
            )
            let found = differences.span.extracting(first: block.count)
            matrix.replaceElements(from: first + start, with: found)
        }
    }

    /// Adds a task vector to the elements of a tile.
    ///
    /// - Returns: Whether every element is finite.
    fileprivate static func add(
        _ taskVector: Span<Double>,
        to base: TileOperand,
        of tiles: borrowing InputTiles,
        with combiner: inout LinearCombiner,
        into output: inout AlignedBuffer<UInt8>,
        as type: FloatingPointType
    ) -> Bool {
        var allFinite = true
        for start in stride(from: 0, to: taskVector.count, by: LinearCombiner.blockLength) {
            let block = start..<min(start + LinearCombiner.blockLength, taskVector.count)
            let width = type.byteWidth
            var bytes = output.mutableBytes(block.lowerBound * width..<block.upperBound * width)
            combiner.begin(length: block.count)
            combiner.add(
                tiles.bytes(of: base.input, block, width: base.type.byteWidth),
                as: base.type,
                times: 1
            )
            combiner.add(taskVector.extracting(block))
            allFinite =
                combiner.finish(dividingBy: 1, times: 1, into: &bytes, as: type) && allFinite
        }
        return allFinite
    }
}
