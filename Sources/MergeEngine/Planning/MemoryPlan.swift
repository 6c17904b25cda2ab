internal import Merging
internal import Tensors

/// The smallest tile that a worker can use.
enum SmallestTile {
    /// As many elements as the longest row that is measured inside a segment.
    static let elementCount = 8192
}

/// How many workers run and how much of each input they hold at a time.
package struct MemoryPlan: Sendable, Equatable {
    /// The number of workers; fewer than asked for where memory is short.
    package let workerCount: Int
    /// The number of elements of each input in a tile.
    package let tileElementCount: Int
    /// The memory of one tile of one input, in bytes.
    package let tileByteCount: Int
    /// The memory of all workers' tiles and scratch, in bytes.
    package let byteCount: Int

    /// Chooses the largest tiles, and as many workers as asked for, that fit the limit.
    ///
    /// - Parameters:
    ///   - inputCount: The number of inputs, base included.
    ///   - vectorCount: The number of vectors whose Gram matrix is measured.
    ///   - columnCount: The most columns that are measured together, each on its own.
    ///   - elements: What layers that are merged element by element need.
    ///   - matrixByteCount: The most memory that a layer takes that is merged as a matrix.
    ///   - elementWidth: The width of the widest element, in bytes.
    ///   - segmentCount: The number of segments: more workers would idle.
    ///   - segmentElementCount: The number of elements in a segment where a tile must hold one
    ///     whole, because several merges share it.
    ///   - options: The number of workers asked for, and the limit.
    /// - Throws: `MergeError.insufficientMemory` when one worker with the smallest tile does not
    ///   fit.
    init(
        inputCount: Int,
        vectorCount: Int,
        columnCount: Int,
        elements: ElementNeeds,
        matrixByteCount: Int,
        elementWidth: Int,
        segmentCount: Int,
        segmentElementCount: Int = 0,
        options: ExecutionOptions
    ) throws(MergeError) {
        let columns =
            GramMeasurer.columnByteCount(columnCount, vectorCount: vectorCount)
            + ColumnWeights.byteCount(inputCount: inputCount + 1, columnCount: columnCount)
        let scratch =
            GramMeasurer.byteCount(vectorCount: vectorCount) + LinearCombiner.byteCount
            + columns + elements.byteCount(modelCount: inputCount - 1) + matrixByteCount
        let smallest = max(
            SmallestTile.elementCount,
            elements.rowLength ?? 0,
            segmentElementCount
        )
        func need(_ workers: Int, _ tile: Int) -> Int {
            workers * (scratch + (inputCount + 1) * tile * elementWidth)
        }
        let wanted = max(1, min(options.threads, segmentCount))
        let limit = options.memoryLimit ?? Self.standardLimit(holdsMatrices: matrixByteCount > 0)
        let fitting = (1...wanted).last { need($0, smallest) <= limit }
        guard let workers = fitting else {
            throw .insufficientMemory(
                allowed: limit,
                needed: need(1, smallest)
            )
        }
        var tile = Self.preferredByteCount / elementWidth
        while tile > smallest, need(workers, tile) > limit { tile /= 2 }
        workerCount = workers
        tileElementCount = max(tile, smallest)
        tileByteCount = tileElementCount * elementWidth
        byteCount = need(workers, tileElementCount)
    }

    /// The ceiling where the user names none.
    private static func standardLimit(holdsMatrices: Bool) -> Int {
        let standard = ExecutionOptions.standardMemoryLimit
        return holdsMatrices ? max(standard, ProcessMemory.machineByteCount / 2) : standard
    }

    /// Large enough that system calls are rare and the file system writes large folios: measured on
    /// whole merges, half a megabyte took a tenth less time than an eighth, a whole one more.
    private static let preferredByteCount = 512 << 10
}

/// What the layers of a plan that are merged element by element need of a worker.
struct ElementNeeds: Sendable, Equatable {
    /// Whether there are any.
    let isElementwise: Bool
    /// The longest row whose elements are looked at together.
    let rowLength: Int?
    /// Whether elements are ranked within rows.
    let ranksRows: Bool
    /// The memory for what is learned of a layer, in bytes.
    let stateByteCount: Int

    init(_ layers: some Sequence<PlannedLayer>) {
        var (isElementwise, ranksRows, stateByteCount) = (false, false, 0)
        var rowLength: Int?
        for layer in layers {
            guard let procedure = layer.procedure else { continue }
            isElementwise = true
            ranksRows = ranksRows || procedure.ranksRows
            rowLength = procedure.rowLength.map { max($0, rowLength ?? 0) } ?? rowLength
            let segmentCount = layer.extents.reduce(0) {
                $0 + $1.elements.count / LayerPart.segmentLength + 1
            }
            stateByteCount = max(stateByteCount, procedure.byteCount(segmentCount: segmentCount))
        }
        self.isElementwise = isElementwise
        self.rowLength = rowLength
        self.ranksRows = ranksRows
        self.stateByteCount = stateByteCount
    }

    /// The memory of one worker, in bytes.
    func byteCount(modelCount: Int) -> Int {
        guard isElementwise else { return 0 }
        return stateByteCount
            + ElementWorkspace.byteCount(
                vectorCount: modelCount,
                rowLength: rowLength,
                ranksRows: ranksRows
            )
    }
}
