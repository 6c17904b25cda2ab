internal import Checkpoints
internal import Tensors

/// A tile of every input: the same elements of the same tensor, as the files store them.
///
/// A tile that is held already is not read again; so a layer that fits one tile is read once for
/// both passes.
struct InputTiles: ~Copyable {
    /// The bytes read from files so far.
    private(set) var bytesRead = 0

    private let inputs: MergeInputs
    private let slotByteCount: Int
    private var buffer: AlignedBuffer<UInt8>
    private var held: [Extent?]

    init(_ inputs: MergeInputs, slotByteCount: Int) {
        self.inputs = inputs
        self.slotByteCount = slotByteCount
        held = Array(repeating: nil, count: inputs.checkpoints.count)
        buffer = AlignedBuffer(repeating: 0, count: inputs.checkpoints.count * slotByteCount)
    }

    /// Reads elements from some inputs.
    ///
    /// - Precondition: The elements fit a slot, and each of the inputs holds the tensor.
    mutating func load(_ extent: Extent, from chosen: some Sequence<Int>) throws {
        for input in chosen where held[input] != extent {
            guard let record = inputs.tensors[extent.tensor].records[input] else {
                preconditionFailure("input \(input) does not hold tensor \(extent.tensor)")
            }
            let checkpoint = inputs.checkpoints[input]
            let width = record.type.bitWidth
            let byteCount = extent.elements.count * width / 8
            let slot = input * slotByteCount
            held[input] = nil
            var destination = buffer.mutableBytes(slot..<slot + byteCount)
            try checkpoint.read(
                record,
                at: extent.elements.lowerBound * width / 8,
                into: &destination
            )
            bytesRead += byteCount
            held[input] = extent
        }
    }

    /// The bytes of some of the held elements, counted from the tile's first.
    @_lifetime(borrow self)
    func bytes(of input: Int, _ elements: Range<Int>, width: Int) -> RawSpan {
        let slot = input * slotByteCount
        return buffer.bytes(slot + elements.lowerBound * width..<slot + elements.upperBound * width)
    }
}
