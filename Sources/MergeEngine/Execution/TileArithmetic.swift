internal import Merging
internal import Tensors

/// The two passes over the elements of a tile.
enum TileArithmetic {
    /// Adds the dot products of some elements of inputs, less those of a base where there is one.
    ///
    /// Blocks are counted from the first of these elements, so that the sums do not depend on
    /// the size of tiles.
    static func measure(
        _ elements: Range<Int>,
        of tiles: borrowing InputTiles,
        _ operands: [TileOperand],
        about base: TileOperand?,
        rounding: FloatingPointType?,
        into measurer: inout GramMeasurer
    ) {
        forEachBlock(of: elements, length: GramMeasurer.blockLength) { block in
            setVectors(block, of: tiles, operands, about: base, rounding: rounding, in: &measurer)
            measurer.finishBlock()
        }
    }

    /// Starts a block of some elements of inputs, less those of a base where there is one; the base
    /// itself, where it is among them, is taken as it is.
    static func setVectors(
        _ block: Range<Int>,
        of tiles: borrowing InputTiles,
        _ operands: [TileOperand],
        about base: TileOperand?,
        rounding: FloatingPointType?,
        row: Int = 0,
        in measurer: inout GramMeasurer
    ) {
        measurer.begin(length: block.count)
        for (position, operand) in operands.enumerated() {
            let bytes = tiles.bytes(of: operand, block)
            guard let base, operand.input != base.input else {
                measurer.setVector(position, row: row, bytes, as: operand.type)
                continue
            }
            measurer.setTaskVector(
                position,
                row: row,
                bytes,
                as: operand.type,
                minus: tiles.bytes(of: base, block),
                as: base.type,
                rounding: rounding
            )
        }
    }

    /// Adds the products of the columns of some rows of inputs, less those of a base where there is one; the
    /// elements are whole rows, `width` elements each.
    static func measureColumns(
        _ elements: Range<Int>,
        width: Int,
        of tiles: borrowing InputTiles,
        _ operands: [TileOperand],
        about base: TileOperand?,
        rounding: FloatingPointType?,
        into measurer: inout GramMeasurer
    ) {
        let rows = elements.count / width
        for top in stride(from: 0, to: rows, by: GramMeasurer.rowsAtOnce) {
            let rowCount = min(GramMeasurer.rowsAtOnce, rows - top)
            forEachBlock(of: 0..<width, length: GramMeasurer.stripLength) { strip in
                for row in 0..<rowCount {
                    let start = elements.lowerBound + (top + row) * width
                    setVectors(
                        start + strip.lowerBound..<start + strip.upperBound,
                        of: tiles,
                        operands,
                        about: base,
                        rounding: rounding,
                        row: row,
                        in: &measurer
                    )
                }
                measurer.finishRows(rowCount, at: strip.lowerBound)
            }
        }
    }

    /// Takes some elements of a base and its models, or their task vectors, into a workspace.
    static func fill(
        _ workspace: inout ElementWorkspace,
        at positions: Range<Int>,
        with elements: Range<Int>,
        of tiles: borrowing InputTiles,
        _ operands: [TileOperand],
        as vectors: MeasuredVectors
    ) {
        let base = operands[0]
        precondition(base.input == 0, "methods that merge element by element have a base")
        let baseBytes = tiles.bytes(of: base, elements)
        workspace.begin(
            positions,
            base: baseBytes,
            as: base.type,
            vectorCount: operands.count - 1
        )
        for (position, operand) in operands.dropFirst().enumerated() {
            let bytes = tiles.bytes(of: operand, elements)
            switch vectors {
            case .inputs: workspace.setVector(position, bytes, as: operand.type)
            case .taskVectors, .taskVectorsAndBase:
                workspace.setTaskVector(
                    position,
                    bytes,
                    as: operand.type,
                    minus: baseBytes,
                    as: base.type
                )
            }
        }
    }

    /// Rounds what the elements of a workspace became to the output's type.
    ///
    /// - Returns: Whether every element is finite.
    static func narrow(
        _ workspace: borrowing ElementWorkspace,
        into output: inout AlignedBuffer<UInt8>,
        _ elements: Range<Int>,
        as type: FloatingPointType
    ) -> Bool {
        let width = type.byteWidth
        var bytes = output.mutableBytes(elements.lowerBound * width..<elements.upperBound * width)
        return workspace.narrowResult(into: &bytes, as: type)
    }

    /// Forms the weighted sum of a row, or a part of it, whose columns have weights of their own; it is at most a
    /// block, and begins with the column `firstColumn`.
    ///
    /// - Returns: Whether every element of the result is finite.
    static func combine(
        _ row: Range<Int>,
        from firstColumn: Int,
        of tiles: borrowing InputTiles,
        _ operands: [TileOperand],
        by weights: borrowing ColumnWeights,
        with combiner: inout LinearCombiner,
        into output: inout AlignedBuffer<UInt8>,
        as type: FloatingPointType
    ) -> Bool {
        combiner.begin(length: row.count)
        for operand in operands {
            let bytes = tiles.bytes(of: operand, row)
            combiner.add(
                bytes,
                as: operand.type,
                ofInput: operand.input,
                times: weights,
                from: firstColumn
            )
        }
        let width = type.byteWidth
        var bytes = output.mutableBytes(row.lowerBound * width..<row.upperBound * width)
        return combiner.finish(dividingBy: 1, times: 1, into: &bytes, as: type)
    }

    /// Forms the weighted sum of some elements.
    ///
    /// - Returns: Whether every element of the result is finite.
    static func combine(
        _ elements: Range<Int>,
        of tiles: borrowing InputTiles,
        _ terms: WeightedTerms,
        with combiner: inout LinearCombiner,
        into output: inout AlignedBuffer<UInt8>,
        as type: FloatingPointType
    ) -> Bool {
        var allFinite = true
        forEachBlock(of: elements, length: LinearCombiner.blockLength) { block in
            let width = type.byteWidth
            var bytes = output.mutableBytes(block.lowerBound * width..<block.upperBound * width)
            combiner.begin(length: block.count)
            add(terms.models, block, of: tiles, to: &combiner)
            allFinite = finish(terms, block, of: tiles, &combiner, &bytes, type) && allFinite
        }
        return allFinite
    }

    /// Adds the models, the first two in one pass where their types are the same.
    private static func add(
        _ models: [(TileOperand, Double)],
        _ block: Range<Int>,
        of tiles: borrowing InputTiles,
        to combiner: inout LinearCombiner
    ) {
        var rest = models[...]
        if models.count > 1, models[0].0.type == models[1].0.type {
            combiner.add(
                tiles.bytes(of: models[0].0, block),
                times: models[0].1,
                tiles.bytes(of: models[1].0, block),
                times: models[1].1,
                as: models[0].0.type
            )
            rest = rest.dropFirst(2)
        }
        for (operand, weight) in rest {
            combiner.add(tiles.bytes(of: operand, block), as: operand.type, times: weight)
        }
    }

    private static func finish(
        _ terms: WeightedTerms,
        _ block: Range<Int>,
        of tiles: borrowing InputTiles,
        _ combiner: inout LinearCombiner,
        _ bytes: inout MutableRawSpan,
        _ type: FloatingPointType
    ) -> Bool {
        guard let (operand, weight) = terms.base else {
            return combiner.finish(
                dividingBy: terms.divisor,
                times: terms.scale,
                into: &bytes,
                as: type
            )
        }
        return combiner.finish(
            dividingBy: terms.divisor,
            times: terms.scale,
            plus: tiles.bytes(of: operand, block),
            as: operand.type,
            times: weight,
            into: &bytes,
            as: type
        )
    }

    /// Whether no element of one input is infinite or NaN.
    static func areFinite(
        _ elements: Range<Int>,
        of tiles: borrowing InputTiles,
        _ operand: TileOperand
    ) -> Bool {
        operand.type.indexOfFirstNonFinite(in: tiles.bytes(of: operand, elements)) == nil
    }

    /// Copies some elements of one input as they are.
    static func copy(
        _ elements: Range<Int>,
        of tiles: borrowing InputTiles,
        input: Int,
        width: Int,
        into output: inout AlignedBuffer<UInt8>
    ) {
        output.replaceBytes(
            at: elements.lowerBound * width,
            with: tiles.bytes(of: input, elements, width: width)
        )
    }

    private static func forEachBlock(
        of elements: Range<Int>,
        length: Int,
        _ body: (Range<Int>) -> Void
    ) {
        for start in stride(from: elements.lowerBound, to: elements.upperBound, by: length) {
            body(start..<min(start + length, elements.upperBound))
        }
    }
}

/// A linear combination with its operands.
struct WeightedTerms {
    let models: [(TileOperand, Double)]
    let divisor: Double
    let scale: Double
    let base: (TileOperand, Double)?

    init(_ combination: LinearCombination, _ operands: [TileOperand]) {
        let weights = [combination.baseWeight] + combination.weights
        let weighted = operands.map { ($0, weights[$0.input]) }.filter { $0.1 != 0 }
        models = weighted.filter { $0.0.input > 0 }
        base = weighted.first { $0.0.input == 0 }
        divisor = combination.divisor
        scale = combination.scale
    }

    /// One input, unchanged but for its type.
    init(copying operand: TileOperand) {
        models = [(operand, 1)]
        divisor = 1
        scale = 1
        base = nil
    }

    /// The inputs that take part.
    var inputs: [Int] { (models + [base].compactMap(\.self)).map(\.0.input) }
}

extension InputTiles {
    @_lifetime(borrow self)
    fileprivate func bytes(of operand: TileOperand, _ elements: Range<Int>) -> RawSpan {
        bytes(of: operand.input, elements, width: operand.type.byteWidth)
    }
}
