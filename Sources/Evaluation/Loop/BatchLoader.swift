internal import CLIPModels
internal import Dispatch
internal import Synchronization

/// Decodes the batches of a data set on threads of its own, a few ahead of their use.
///
/// Batches are claimed and handed out in order, whichever is decoded first. There is room for one
/// more batch than there are threads; a thread that finds none waits.
final class BatchLoader: Sendable {
    private struct State {
        var nextBatch = 0
        var isStopped = false
        /// Decoded batches that wait for their turn, by the room they take.
        var rooms: [Result<ImageBatch, any Error>?]
    }

    private let dataSet: DataSet
    private let geometries: [ImageGeometry]
    private let options: EvaluationOptions
    private let state: Mutex<State>
    /// Counts the rooms that can be taken.
    private let free: DispatchSemaphore
    /// Says for each room that its batch is decoded.
    private let filled: [DispatchSemaphore]

    init(_ dataSet: DataSet, for geometries: [ImageGeometry], _ options: EvaluationOptions) {
        self.dataSet = dataSet
        self.geometries = geometries
        self.options = options
        let rooms = options.threads + 1
        state = Mutex(State(rooms: Array(repeating: nil, count: rooms)))
        free = DispatchSemaphore(value: 0)
        filled = (0..<rooms).map { _ in DispatchSemaphore(value: 0) }
        for _ in 0..<rooms { free.signal() }
    }

    private var batchCount: Int {
        (dataSet.count + options.batchSize - 1) / options.batchSize
    }

    /// Calls `body` with every batch in order, on the caller's thread.
    ///
    /// - Parameter body: Takes a batch, and the time for which it had to be waited for.
    /// - Throws: What `body` throws, or the error of the first batch that cannot be decoded; the
    ///   threads have ended then.
    func forEach(_ body: (ImageBatch, Duration) throws -> Void) throws {
        let group = DispatchGroup()
        for thread in 0..<min(options.threads, batchCount) {
            DispatchQueue(label: "stockpot.decoder.\(thread)").async(group: group) { self.decode() }
        }
        defer {
            state.withLock { $0.isStopped = true }
            for _ in 0..<options.threads { free.signal() }
            group.wait()
        }
        for batch in 0..<batchCount {
            let start = ContinuousClock.now
            let decoded = try take(batch)
            try body(decoded, ContinuousClock.now - start)
        }
    }

    private func take(_ batch: Int) throws -> ImageBatch {
        let room = batch % filled.count
        filled[room].wait()
        let decoded = state.withLock { state in
            defer { state.rooms[room] = nil }
            return state.rooms[room]
        }
        free.signal()
        guard let decoded else { preconditionFailure("a batch was announced and is not there") }
        return try decoded.get()
    }

    /// Decodes batches until none is left.
    private func decode() {
        while let batch = claim() {
            let first = batch * options.batchSize
            let images = first..<min(first + options.batchSize, dataSet.count)
            let decoded = Result { try ImageBatch(images, of: dataSet, for: geometries) }
            state.withLock { $0.rooms[batch % filled.count] = decoded }
            filled[batch % filled.count].signal()
        }
    }

    private func claim() -> Int? {
        free.wait()
        return state.withLock { state in
            guard !state.isStopped, state.nextBatch < batchCount else { return nil }
            defer { state.nextBatch += 1 }
            return state.nextBatch
        }
    }
}
