/// How many workers convert, and how large their tiles are.
struct ConversionMemory: Sendable {
    let workerCount: Int
    /// The number of elements in a tile.
    let tileElementCount: Int

    /// The tile as stored, widened, and as written, at the widest type.
    private static let bytesPerElement = 24
    private static let tiles = 1 << 10...1 << 16

    init(_ options: ConversionOptions) throws(ConversionError) {
        precondition(options.threads > 0, "a conversion needs a worker")
        let (limit, smallest) = (options.memoryLimit, Self.tiles.lowerBound * Self.bytesPerElement)
        guard limit >= smallest else {
            throw .insufficientMemory(allowed: limit, needed: smallest)
        }
        workerCount = min(options.threads, limit / smallest)
        let share = limit / workerCount / Self.bytesPerElement
        // Whole groups of eight, so that elements smaller than a byte fill whole bytes.
        tileElementCount = min(share, Self.tiles.upperBound) & ~7
    }

    /// The bytes that all workers hold.
    var byteCount: Int { workerCount * tileElementCount * Self.bytesPerElement }
}
