internal import Checkpoints
internal import Merging
internal import Tensors

/// Measures and combines segments with buffers of its own.
struct MergeWorker: ~Copyable {
    private let session: MergeSession
    /// The merge at hand.
    private(set) var run: MergeRun
    var tiles: InputTiles
    private var bytesWritten = 0
    private var writingTime = Duration.zero

    var output: AlignedBuffer<UInt8>
    var measurer: GramMeasurer
    var combiner = LinearCombiner()
    var workspace: ElementWorkspace

    init(_ session: MergeSession) {
        let (run, slotByteCount) = (session.runs[0], session.memory.tileByteCount)
        self.session = session
        self.run = run
        tiles = InputTiles(
            run.plan.inputs,
            slots: session.inputs.slots[0],
            slotCount: session.inputs.count,
            slotByteCount: slotByteCount
        )
        output = AlignedBuffer(repeating: 0, count: slotByteCount)
        let needs = run.plan.elementNeeds
        measurer = GramMeasurer(vectorCount: run.plan.measuredVectorCount)
        workspace = ElementWorkspace(
            vectorCount: needs.isElementwise ? run.plan.inputs.modelCount : 0,
            rowLength: needs.rowLength,
            ranksRows: needs.ranksRows
        )
    }

    /// Turns to another merge of the session; what was read for the last one stays in its tiles.
    mutating func turn(to position: Int) {
        run = session.runs[position]
        tiles.turn(to: run.plan.inputs, slots: session.inputs.slots[position])
    }

    /// What was read and written so far; computing is what remains of the time.
    var traffic: WorkerTraffic {
        WorkerTraffic(
            bytesRead: tiles.bytesRead,
            bytesWritten: bytesWritten,
            reading: tiles.readingTime,
            writing: writingTime
        )
    }

    /// The number of elements of each input that are read at a time.
    var tileElementCount: Int { session.memory.tileElementCount }

    /// Does a task.
    ///
    /// - Returns: The tasks that it made possible.
    mutating func perform(_ task: MergeTask) throws -> [MergeTask] {
        let group = run.plan.groups[task.group]
        let segment = group.segments[task.segment]
        tiles.prefetch(segment)
        switch task.knowledge {
        case .nothing: return try begin(segment, of: group, task)
        case .decision(let decision): try combine(segment, by: decision)
        case .procedure(let procedure):
            return try mergeElements(segment, of: group, by: procedure, task)
        }
        return []
    }

    private mutating func begin(
        _ segment: Extent,
        of group: PlannedGroup,
        _ task: MergeTask
    ) throws -> [MergeTask] {
        switch group.treatment {
        case .measured: return try measure(segment, of: group, task)
        case .rows(let length): try mergeRows(segment, length: length, task)
        case .columns: try mergeColumns(segment, of: group, task)
        case .elements(let procedure):
            return try mergeElements(segment, of: group, by: procedure, task)
        case .decided(let decision): try combine(segment, by: decision)
        case .verbatim: try copyVerbatim(segment)
        }
        return []
    }
}

// MARK: - Layers with one ratio

extension MergeWorker {
    private mutating func measure(
        _ segment: Extent,
        of group: PlannedGroup,
        _ task: MergeTask
    ) throws -> [MergeTask] {
        measurer.reset(vectorCount: vectorCount(of: group))
        for tile in segment.tiles(of: tileElementCount) {
            try tiles.load(tile, from: run.plan.inputs.tensors[tile.tensor].holders)
            measure(0..<tile.elements.count, of: tile.tensor)
        }
        let count = group.segments.count
        let start = GramMatrix(order: measurer.vectorCount)
        let sum = run.grams.add(measurer.result, of: task, count, from: start) { $0 += $1 }
        guard let gram = sum else { return [] }
        let decision = try decide(gram, of: group)
        run.recorder.record(decision, gram, of: task)
        guard run.destination != nil else { return [] }
        if group.segments.count == 1 {
            try combine(segment, by: decision)
            return []
        }
        return group.segments.indices.map {
            MergeTask(group: task.group, segment: $0, knowledge: .decision(decision))
        }
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
        let hasBase = traits.measuredVectors == .taskVectors && operands.first?.input == 0
        return (
            hasBase ? Array(operands.dropFirst()) : operands,
            hasBase ? operands[0] : nil,
            traits.roundsTaskVectors ? matched.arithmeticType : nil
        )
    }

    /// The number of a layer's vectors that are measured.
    func vectorCount(of group: PlannedGroup) -> Int {
        let vectors = run.plan.traits.measuredVectors
        return run.plan.inputs.tensors[group.segments[0].tensor].vectorCount(vectors)
    }

    func decide(_ gram: GramMatrix, of group: PlannedGroup) throws -> LayerDecision {
        guard gram.isFinite else { throw run.plan.explainNonFinite(group) }
        return try run.plan.layers[group.layer].decide(gram)
    }

    private mutating func combine(_ segment: Extent, by decision: LayerDecision) throws {
        for tile in segment.tiles(of: tileElementCount) {
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
        guard let type = FloatingPointType(run.plan.declarations[tile.tensor].type) else {
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
        guard operand.type.elementType == run.plan.declarations[tile.tensor].type else {
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
        let width = run.plan.declarations[tile.tensor].type.bitWidth
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
    private mutating func mergeRows(_ segment: Extent, length: Int, _ task: MergeTask) throws {
        let group = run.plan.groups[task.group]
        var tally = LayerTally(vectorCount: vectorCount(of: group))
        for tile in segment.tiles(of: tileElementCount / length * length) {
            try tiles.load(tile, from: run.plan.inputs.tensors[tile.tensor].holders)
            for start in stride(from: 0, to: tile.elements.count, by: length) {
                let row = start..<start + length
                measurer.reset(vectorCount: vectorCount(of: group))
                measure(row, of: tile.tensor)
                let gram = measurer.result
                let decision = try decide(gram, of: group)
                tally.add(decision, gram)
                if run.destination != nil { try combine(row, of: tile, by: decision) }
            }
            if run.destination != nil { try write(tile) }
        }
        run.recorder.record(tally, layer: group.layer, slot: task.segment)
    }
}

// MARK: - Tensors that are copied

extension MergeWorker {
    /// Copies the base's bytes after comparing them with every model's.
    private mutating func copyVerbatim(_ segment: Extent) throws {
        let tensor = run.plan.inputs.tensors[segment.tensor]
        let holders = tensor.holders
        for tile in segment.tiles(of: tileElementCount) {
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
