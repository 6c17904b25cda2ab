import Randomness
import Tensors

/// Computes the values of one piece of a tensor, first for the base, then for each model.
///
/// Buffers of a quarter megabyte each are allocated once and stay in the processor's cache.
struct PieceGenerator: ~Copyable {
    /// The most elements in a piece; a multiple of every other length here.
    static let capacity = 1 << 16

    private let signs: SignMatrix
    private let type: FloatingPointType
    private var base = AlignedBuffer<Float>(repeating: 0, count: capacity)
    /// The random sign and magnitude of each element's step away from the base.
    private var steps = AlignedBuffer<Float>(repeating: 0, count: capacity)
    private var sums = AlignedBuffer<Float>(repeating: 0, count: capacity)
    /// The sum of the signed common and own parts of a task vector, for the elements of a stripe.
    private var factors = AlignedBuffer<Float>(repeating: 0, count: stripeLength)
    private var stored: AlignedBuffer<UInt8>

    init(modelCount: Int, type: FloatingPointType) {
        signs = SignMatrix(rowCount: modelCount + 1)
        self.type = type
        stored = AlignedBuffer(repeating: 0, count: Self.capacity * type.byteWidth)
    }

    /// Draws the base and the steps of the elements that begin at `start`.
    ///
    /// - Precondition: `start` is a multiple of `capacity`, and `count` is at most that.
    mutating func draw(_ hash: CounterHash, _ grid: ValueGrid, from start: Int, count: Int) {
        for block in stride(from: 0, to: count, by: blockLength) {
            let range = block..<min(block + blockLength, count)
            drawBlock(hash, grid, from: start, range, into: &base, &steps)
        }
    }

    /// Encodes the base's values of the piece that was drawn last.
    mutating func encodeBase(count: Int) {
        store(base, count: count, as: type, into: &stored)
    }

    /// Encodes a model's values of the piece that was drawn last.
    mutating func encode(model: Int, _ geometry: TaskVectorGeometry, count: Int) {
        tabulate(geometry, signs, row: model + 1, into: &factors)
        for start in stride(from: 0, to: count, by: stripeLength) {
            let range = start..<min(start + stripeLength, count)
            add(base, steps, times: factors, range, into: &sums)
        }
        store(sums, count: count, as: type, into: &stored)
    }

    /// The values that were encoded last, as a file stores them.
    @_lifetime(borrow self)
    func encoded(count: Int) -> RawSpan { stored.bytes(0..<count * type.byteWidth) }
}

/// The elements over which the magnitude of the steps stays the same.
///
/// Every length over which signs repeat divides it.
private let blockLength = 256

/// The elements for which factors are tabulated.
private let stripeLength = 1024

// Functions of buffers rather than methods: only so may they use several buffers at a time.

private func drawBlock(
    _ hash: CounterHash,
    _ grid: ValueGrid,
    from start: Int,
    _ range: Range<Int>,
    into baseBuffer: inout AlignedBuffer<Float>,
    _ stepBuffer: inout AlignedBuffer<Float>
) {
    var base = baseBuffer.mutableSpan(range)
    var steps = stepBuffer.mutableSpan(range)
    precondition(base.count == steps.count)
    let position = start + range.lowerBound
    // Negative positions, which no element has.
    let magnitude = Float(1 + hash[-1 - position / blockLength] >> 62)
    let step = magnitude * grid.deltaStep
    for index in base.indices {
        let bits = hash[position + index]
        base[index] = grid.offset + Float(bellShaped(bits)) * grid.baseStep
        steps[index] = bits & 1 == 0 ? step : -step
    }
}

private func tabulate(
    _ geometry: TaskVectorGeometry,
    _ signs: SignMatrix,
    row: Int,
    into buffer: inout AlignedBuffer<Float>
) {
    var factors = buffer.mutableSpan
    for index in factors.indices {
        let isNegative = signs.isNegative(row: row, column: index % signs.order)
        factors[index] = Float(geometry.common + (isNegative ? -geometry.own : geometry.own))
    }
}

private func add(
    _ base: borrowing AlignedBuffer<Float>,
    _ steps: borrowing AlignedBuffer<Float>,
    times factors: borrowing AlignedBuffer<Float>,
    _ range: Range<Int>,
    into buffer: inout AlignedBuffer<Float>
) {
    let base = base.span.extracting(range)
    let steps = steps.span.extracting(range)
    let factors = factors.span.extracting(first: range.count)
    var sums = buffer.mutableSpan(range)
    precondition(base.count == sums.count && steps.count == sums.count)
    precondition(factors.count == sums.count)
    for index in sums.indices { sums[index] = base[index] + steps[index] * factors[index] }
}

private func store(
    _ values: borrowing AlignedBuffer<Float>,
    count: Int,
    as type: FloatingPointType,
    into buffer: inout AlignedBuffer<UInt8>
) {
    var bytes = buffer.mutableBytes(0..<count * type.byteWidth)
    let isFinite = type.narrow(values.span.extracting(first: count), into: &bytes)
    precondition(isFinite, "the grid lies within every type's range")
}

/// A whole number between -65534 and 65534 with nearly normal distribution.
///
/// It is the sum of four numbers of 15 bits, less their mean. The four lowest bits have no part.
@inline(__always)
private func bellShaped(_ bits: UInt64) -> Int32 {
    let mask: UInt64 = 0x7fff
    let sum = (bits >> 4 & mask) + (bits >> 19 & mask) + (bits >> 34 & mask) + (bits >> 49)
    return Int32(truncatingIfNeeded: sum) - 65534
}
