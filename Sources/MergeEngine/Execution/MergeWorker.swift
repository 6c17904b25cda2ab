internal import Checkpoints
internal import Merging
internal import Tensors
internal import Workers

/// Measures and combines segments with buffers of its own.
struct MergeWorker: ~Copyable {
    private let runs: [MergeRun]
    private let places: InputPlaces
    private let memory: MemoryPlan
    private let cancellation: Cancellation
    private let meter: ProgressMeter

    /// The merge at hand.
    private(set) var run: MergeRun
    var tiles: InputTiles
    private var bytesWritten = 0
    private var writingTime = Duration.zero

    var output: AlignedBuffer<UInt8>
    var measurer: GramMeasurer
    var combiner = LinearCombiner()
    var workspace: ElementWorkspace

    init(
        _ runs: [MergeRun],
        _ places: InputPlaces,
        _ memory: MemoryPlan,
        _ cancellation: Cancellation,
        _ meter: ProgressMeter
    ) {
        self.runs = runs
        self.places = places
        self.memory = memory
        self.cancellation = cancellation
        self.meter = meter
        run = runs[0]
        tiles = InputTiles(
            run.plan.inputs,
            slots: places.slots[0],
            slotCount: places.count,
            slotByteCount: memory.tileByteCount
        )
        output = AlignedBuffer(repeating: 0, count: memory.tileByteCount)
        let needs = run.plan.elementNeeds
        measurer = GramMeasurer(vectorCount: run.plan.measuredVectorCount)
        workspace = ElementWorkspace(
            vectorCount: needs.isElementwise ? run.plan.inputs.modelCount : 0,
            rowLength: needs.rowLength,
            ranksRows: needs.ranksRows
        )
    }

    /// Looks at a segment for every merge that has something to do there.
    ///
    /// - Returns: For each merge, what this was the last thing to know for another pass.
    mutating func perform(_ segment: Segment) -> [Pass.Knowledge?] {
        var following: [Pass.Knowledge?] = Array(repeating: nil, count: runs.count)
        for (merge, knowledge) in segment.pass.knowledge.enumerated() {
            guard let knowledge, runs[merge].failure == nil else { continue }
            let (start, before) = (ContinuousClock.now, traffic)
            do {
                try cancellation.check()
                turn(to: merge)
                following[merge] = try perform(segment, knowledge)
            } catch { runs[merge].fail(error) }
            let spent = traffic.since(before, within: ContinuousClock.now - start)
            runs[merge].add(spent)
            meter.add(spent.bytesRead)
        }
        return following
    }

    /// Turns to another merge; what was read for the last one stays in its tiles.
    private mutating func turn(to merge: Int) {
        run = runs[merge]
        tiles.turn(to: run.plan.inputs, slots: places.slots[merge])
    }

    /// What was read and written so far.
    private var traffic: WorkerTraffic {
        WorkerTraffic(
            bytesRead: tiles.bytesRead,
            bytesWritten: bytesWritten,
            reading: tiles.readingTime,
            writing: writingTime
        )
    }

    /// The number of elements of each input that are read at a time.
    var tileElementCount: Int { memory.tileElementCount }

    /// Looks at a segment for the merge at hand.
    private mutating func perform(
        _ segment: Segment,
        _ knowledge: Pass.Knowledge
    ) throws -> Pass.Knowledge? {
        let part = run.plan.parts[segment.pass.part]
        let extent = part.segments[segment.number]
        tiles.prefetch(extent)
        do { return try look(at: extent, of: part, segment, knowledge) } catch {
            guard case MergeError.nonFinite = error, !part.isOfColumns,
                try run.plan.holdSame(part)
            else { throw error }
            return try copyShared(extent, of: part, knowledge)
        }
    }

    /// Copies what all inputs hold alike, infinities among it; where others of the part's segments were
    /// measured too, they are copied in a pass of their own.
    private mutating func copyShared(
        _ extent: Extent,
        of part: LayerPart,
        _ knowledge: Pass.Knowledge
    ) throws -> Pass.Knowledge? {
        run.recorder.recordShared(part.layer)
        guard run.destination != nil else { return nil }
        if case (.measured, .nothing) = (part.treatment, knowledge), part.segments.count > 1 {
            let holder = run.plan.inputs.tensors[extent.tensor].holders[0]
            let copy = holder == 0 ? LayerDecision.Action.copyBase : .copyModel(holder - 1)
            return .decision(LayerDecision(copy, rule: .copy))
        }
        let layer = run.plan.layers[part.layer]
        for extent in layer.matrixProcedure == nil ? [extent] : layer.extents {
            try copyVerbatim(extent)
        }
        return nil
    }

    /// Looks at a segment as it was planned.
    private mutating func look(
        at extent: Extent,
        of part: LayerPart,
        _ segment: Segment,
        _ knowledge: Pass.Knowledge
    ) throws -> Pass.Knowledge? {
        switch knowledge {
        case .nothing: return try begin(extent, of: part, segment)
        case .decision(let decision): try combine(extent, by: decision)
        case .procedure(let procedure):
            return try mergeElements(extent, of: part, by: procedure, segment)
        }
        return nil
    }

    private mutating func begin(
        _ extent: Extent,
        of part: LayerPart,
        _ segment: Segment
    ) throws -> Pass.Knowledge? {
        switch part.treatment {
        case .measured: return try measure(extent, of: part, segment)
        case .rows(let length): try mergeRows(extent, of: part, length: length, segment)
        case .columns: try mergeColumns(extent, of: part, segment)
        case .elements(let procedure):
            return try mergeElements(extent, of: part, by: procedure, segment)
        case .matrix(let matrix): try mergeMatrix(matrix, of: part)
        case .decided(let decision): try combine(extent, by: decision)
        case .verbatim: try copyVerbatim(extent)
        }
        return nil
    }
}

// MARK: - Layers with one ratio

extension MergeWorker {
    private mutating func measure(
        _ extent: Extent,
        of part: LayerPart,
        _ segment: Segment
    ) throws -> Pass.Knowledge? {
        measurer.reset(vectorCount: vectorCount(of: part))
        for tile in extent.tiles(of: tileElementCount) {
            try tiles.load(tile, from: run.plan.inputs.tensors[tile.tensor].holders)
            measure(0..<tile.elements.count, of: tile.tensor)
        }
        let count = part.segments.count
        let start = GramMatrix(order: measurer.vectorCount)
        let sum = run.grams.add(measurer.result, of: segment, count, from: start) { $0 += $1 }
        guard let gram = sum else { return nil }
        let decision = try decide(gram, of: part)
        run.recorder.record(decision, gram, of: part, slot: segment.pass.part)
        if let recorder = run.pairs {
            var pairs = VectorPairs(vectorCount: gram.order)
            pairs.add(gram)
            recorder.record(pairs, layer: part.layer, slot: segment.pass.part)
        }
        guard run.destination != nil else { return nil }
        guard count == 1 else { return .decision(decision) }
        try combine(extent, by: decision)
        return nil
    }

    private mutating func measure(_ elements: Range<Int>, of tensor: Int) {
        let (operands, base, rounding) = measured(tensor)
        TileArithmetic.measure(
            elements,
            of: tiles,
            operands,
            about: base,
            rounding: rounding,
            into: &measurer
        )
    }

    /// The inputs of a tensor that are measured, the base about which they are, and the type to
    /// which their differences are rounded.
    func measured(_ tensor: Int) -> ([TileOperand], base: TileOperand?, FloatingPointType?) {
        let matched = run.plan.inputs.tensors[tensor]
        let traits = run.plan.traits
        let operands = matched.operands(matched.records.indices)
        let hasBase = traits.measuredVectors != .inputs && operands.first?.input == 0
        let measuresBase = traits.measuredVectors == .taskVectorsAndBase
        return (
            hasBase
                ? Array(operands.dropFirst() + operands.prefix(measuresBase ? 1 : 0)) : operands,
            hasBase ? operands[0] : nil,
            traits.roundsTaskVectors ? matched.arithmeticType : nil
        )
    }

    /// The number of a layer's vectors that are measured.
    func vectorCount(of part: LayerPart) -> Int {
        let vectors = run.plan.traits.measuredVectors
        return run.plan.inputs.tensors[part.segments[0].tensor].vectorCount(vectors)
    }

    func decide(_ gram: GramMatrix, of part: LayerPart) throws -> LayerDecision {
        guard gram.isFinite else { throw run.plan.explainNonFinite(part) }
        guard gram.isExact else { throw run.plan.explainInexact(part) }
        return try run.plan.layers[part.layer].decide(gram)
    }

    mutating func combine(_ extent: Extent, by decision: LayerDecision) throws {
        for tile in extent.tiles(of: tileElementCount) {
            try combine(0..<tile.elements.count, of: tile, by: decision)
            try write(tile)
        }
    }

    /// Makes the values of some elements of a tile, loading what it needs.
    private mutating func combine(
        _ elements: Range<Int>,
        of tile: Extent,
        by decision: LayerDecision
    ) throws {
        let tensor = run.plan.inputs.tensors[tile.tensor]
        let operands = tensor.operands(tensor.records.indices)
        switch decision.action {
        case .combine(let combination):
            try combine(elements, of: tile, WeightedTerms(combination, operands))
        case .copyBase: try copy(elements, of: tile, from: 0, operands)
        case .copyModel(let model): try copy(elements, of: tile, from: model + 1, operands)
        }
    }

    private mutating func combine(
        _ elements: Range<Int>,
        of tile: Extent,
        _ terms: WeightedTerms
    ) throws {
        guard let type = FloatingPointType(run.plan.outputs[tile.tensor].type) else {
            preconditionFailure("tensor \(tile.tensor) has no arithmetic")
        }
        try tiles.load(tile, from: terms.inputs)
        let allFinite = TileArithmetic.combine(
            elements,
            of: tiles,
            terms,
            with: &combiner,
            into: &output,
            as: type
        )
        guard allFinite else { throw run.plan.explainNonFinite(tile.tensor, terms.inputs) }
    }

    private mutating func copy(
        _ elements: Range<Int>,
        of tile: Extent,
        from input: Int,
        _ operands: [TileOperand]
    ) throws {
        guard let operand = operands.first(where: { $0.input == input }) else {
            preconditionFailure("input \(input) does not hold tensor \(tile.tensor)")
        }
        guard operand.type.elementType == run.plan.outputs[tile.tensor].type else {
            return try combine(elements, of: tile, WeightedTerms(copying: operand))
        }
        try tiles.load(tile, from: [input])
        guard TileArithmetic.areFinite(elements, of: tiles, operand) else {
            throw run.plan.explainNonFinite(tile.tensor, [input])
        }
        TileArithmetic.copy(
            elements,
            of: tiles,
            input: input,
            width: operand.type.byteWidth,
            into: &output
        )
    }

    mutating func write(_ tile: Extent) throws {
        let start = ContinuousClock.now
        let width = run.plan.outputs[tile.tensor].type.bitWidth
        let byteCount = tile.elements.count * width / 8
        try run.destination?.write(
            output.bytes(0..<byteCount),
            to: tile.tensor,
            at: tile.elements.lowerBound * width / 8
        )
        bytesWritten += byteCount
        writingTime += ContinuousClock.now - start
    }
}

// MARK: - Layers with a ratio per row

extension MergeWorker {
    private mutating func mergeRows(
        _ extent: Extent,
        of part: LayerPart,
        length: Int,
        _ segment: Segment
    ) throws {
        var tally = LayerTally(vectorCount: vectorCount(of: part))
        for tile in extent.tiles(of: tileElementCount / length * length) {
            try tiles.load(tile, from: run.plan.inputs.tensors[tile.tensor].holders)
            for start in stride(from: 0, to: tile.elements.count, by: length) {
                let row = start..<start + length
                measurer.reset(vectorCount: vectorCount(of: part))
                measure(row, of: tile.tensor)
                let gram = measurer.result
                let decision = try decide(gram, of: part)
                tally.add(decision, gram)
                if run.destination != nil { try combine(row, of: tile, by: decision) }
            }
            if run.destination != nil { try write(tile) }
        }
        run.recorder.record(tally, layer: part.layer, slot: segment.number)
    }
}

// MARK: - Tensors that are copied

extension MergeWorker {
    /// Copies the base's bytes after comparing them with every model's.
    private mutating func copyVerbatim(_ extent: Extent) throws {
        let tensor = run.plan.inputs.tensors[extent.tensor]
        let holders = tensor.holders
        for tile in extent.tiles(of: tileElementCount) {
            try tiles.load(tile, from: holders)
            let bytes = 0..<tile.elements.count * tensor.anchor.type.bitWidth / 8
            for input in holders.dropFirst() {
                guard let byte = firstDifference(holders[0], input, bytes) else { continue }
                let origin = run.plan.inputs.origin(of: tensor, inInput: input)
                throw MergeError.differingBytes(
                    tensor: origin.tensor,
                    type: tensor.anchor.type,
                    path: origin.checkpoint,
                    element: tile.elements.lowerBound + byte * 8 / tensor.anchor.type.bitWidth
                )
            }
            TileArithmetic.copy(bytes, of: tiles, input: holders[0], width: 1, into: &output)
            try write(tile)
        }
    }

    private func firstDifference(_ first: Int, _ second: Int, _ bytes: Range<Int>) -> Int? {
        let left = Span<UInt8>(_bytes: tiles.bytes(of: first, bytes, width: 1))
        let right = Span<UInt8>(_bytes: tiles.bytes(of: second, bytes, width: 1))
        return bytes.first { left[$0] != right[$0] }
    }
}

extension Extent {
    /// The extent in pieces of at most `count` elements.
    func tiles(of count: Int) -> [Extent] {
        stride(from: elements.lowerBound, to: elements.upperBound, by: count).map {
            Extent(tensor: tensor, elements: $0..<min($0 + count, elements.upperBound))
        }
    }
}
