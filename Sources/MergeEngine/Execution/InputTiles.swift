internal import Checkpoints
internal import Tensors

/// A tile of every input: the same elements of the same tensor, as the files store them; of an input
/// in memory the tile is there, and nothing is copied.
///
/// A tile that is held already is not read again; so a layer that fits one tile is read once for
/// both passes.
struct InputTiles: ~Copyable {
    /// The bytes read from files so far.
    private(set) var bytesRead = 0

    /// The time spent in reading so far.
    private(set) var readingTime = Duration.zero

    /// Whether the last tile came more slowly than memory gives it: from a disk.
    private var isSlow = false

    private var inputs: MergeInputs
    /// For each input the place of its tile.
    private var slots: [Int]
    private let slotByteCount: Int
    private var buffer: AlignedBuffer<UInt8>
    private var held: [Extent?]
    /// For each place the memory in which its tile is, where the input is there and need not be read.
    private var borrowed: [BorrowedMemory?]

    /// Allocates tiles.
    ///
    /// - Parameters:
    ///   - inputs: The inputs to begin with.
    ///   - slots: For each of them the place of its tile.
    ///   - slotCount: The number of places: more than there are inputs where several merges share
    ///     them.
    ///   - slotByteCount: The size of a tile.
    init(_ inputs: MergeInputs, slots: [Int], slotCount: Int, slotByteCount: Int) {
        self.inputs = inputs
        self.slots = slots
        self.slotByteCount = slotByteCount
        held = Array(repeating: nil, count: slotCount)
        borrowed = Array(repeating: nil, count: slotCount)
        buffer = AlignedBuffer(repeating: 0, count: slotCount * slotByteCount)
    }

    /// Turns to another merge, whose inputs hold the same tensors; tiles stay held.
    mutating func turn(to inputs: MergeInputs, slots: [Int]) {
        self.inputs = inputs
        self.slots = slots
    }

    /// Reads elements from some inputs.
    ///
    /// - Precondition: The elements fit a slot, and each of the inputs holds the tensor.
    mutating func load(_ extent: Extent, from chosen: some Sequence<Int>) throws {
        let (start, bytesBefore) = (ContinuousClock.now, bytesRead)
        try fill(extent, from: chosen)
        let duration = ContinuousClock.now - start
        readingTime += duration
        let bytes = bytesRead - bytesBefore
        if bytes > 0 { isSlow = duration > .nanoseconds(bytes) }
    }

    /// Asks the system to read a segment of all inputs at once, while the worker waits for the
    /// first of them; only where reading is slow, because the question takes time too.
    func prefetch(_ segment: Extent) {
        guard isSlow else { return }
        let tensor = inputs.tensors[segment.tensor]
        for (checkpoint, record) in zip(inputs.checkpoints, tensor.records) {
            guard let record else { continue }
            let width = record.type.bitWidth
            checkpoint.prefetch(
                record,
                from: segment.elements.lowerBound * width / 8,
                byteCount: segment.elements.count * width / 8
            )
        }
    }

    private mutating func fill(_ extent: Extent, from chosen: some Sequence<Int>) throws {
        for input in chosen where held[slots[input]] != extent {
            guard let record = inputs.tensors[extent.tensor].records[input] else {
                preconditionFailure("input \(input) does not hold tensor \(extent.tensor)")
            }
            let checkpoint = inputs.checkpoints[input]
            let width = record.type.bitWidth
            let byteCount = extent.elements.count * width / 8
            let slot = slots[input] * slotByteCount
            let start = extent.elements.lowerBound * width / 8
            held[slots[input]] = nil
            // What is rounded is changed, and that only in a copy.
            borrowed[slots[input]] =
                inputs.inputType == nil
                ? checkpoint.memory(of: record)?.extracting(start..<start + byteCount) : nil
            if borrowed[slots[input]] == nil {
                var destination = buffer.mutableBytes(slot..<slot + byteCount)
                try checkpoint.read(record, at: start, into: &destination)
                try round(slot..<slot + byteCount, record)
            }
            bytesRead += byteCount
            held[slots[input]] = extent
        }
    }

    /// Rounds numbers to the type that the request asks for, in the type in which they are stored.
    private mutating func round(_ range: Range<Int>, _ record: TensorRecord) throws {
        guard let type = inputs.inputType, let stored = FloatingPointType(record.type),
            !stored.isHeld(by: type)
        else { return }
        var scratch = AlignedBuffer<Double>(repeating: 0, count: Self.roundingLength)
        let step = Self.roundingLength * stored.byteWidth
        for start in stride(from: range.lowerBound, to: range.upperBound, by: step) {
            let piece = start..<min(start + step, range.upperBound)
            let isFinite = stored.indexOfFirstNonFinite(in: buffer.bytes(piece)) == nil
            let isHeld = Self.round(&buffer, piece, stored, to: type, &scratch)
            guard isHeld || !isFinite else {
                throw MergeError.overflow(
                    tensor: record.name,
                    type: type.elementType,
                    setting: nil
                )
            }
        }
    }

    private static let roundingLength = 1024

    private static func round(
        _ buffer: inout AlignedBuffer<UInt8>,
        _ range: Range<Int>,
        _ stored: FloatingPointType,
        to type: FloatingPointType,
        _ scratch: inout AlignedBuffer<Double>
    ) -> Bool {
        let count = range.count / stored.byteWidth
        var values = scratch.mutableSpan(0..<count)
        stored.widen(buffer.bytes(range), into: &values)
        type.round(&values)
        var bytes = buffer.mutableBytes(range)
        return stored.narrow(scratch.span.extracting(first: count), into: &bytes)
    }

    /// The bytes of some of the held elements, counted from the tile's first.
    @_lifetime(borrow self)
    func bytes(of input: Int, _ elements: Range<Int>, width: Int) -> RawSpan {
        if let tile = borrowed[slots[input]] {
            return tile.bytes(elements.lowerBound * width..<elements.upperBound * width)
        }
        let slot = slots[input] * slotByteCount
        return buffer.bytes(slot + elements.lowerBound * width..<slot + elements.upperBound * width)
    }
}
