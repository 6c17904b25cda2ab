internal import CLIPModels
internal import Workers

/// Decodes the batches of a data set on threads of its own, a few ahead of their use.
///
/// Batches are claimed and handed out in order, whichever is decoded first. There is room for one
/// more batch than there are threads; a thread that finds none waits.
final class BatchLoader: Sendable {
    private struct State {
        var nextBatch = 0
        /// How many batches were handed out: the rooms of those can be taken again.
        var taken = 0
        var isStopped = false
        /// Decoded batches that wait for their turn, by the room they take.
        var rooms: [Result<ImageBatch, any Error>?]
    }

    private let dataSet: DataSet
    private let geometries: [ImageGeometry]
    private let options: EvaluationOptions
    private let state: Monitor<State>

    init(_ dataSet: DataSet, for geometries: [ImageGeometry], _ options: EvaluationOptions) {
        self.dataSet = dataSet
        self.geometries = geometries
        self.options = options
        state = Monitor(State(rooms: Array(repeating: nil, count: options.threads + 1)))
    }

    private var batchCount: Int {
        (dataSet.count + options.batchSize - 1) / options.batchSize
    }

    /// Calls `body` with every batch in order, on the caller's thread.
    ///
    /// - Parameter body: Takes a batch, and the time for which it had to be waited for.
    /// - Throws: What `body` throws, or the error of the first batch that cannot be decoded; the
    ///   threads have ended then. `WorkError` when there are not as many threads.
    func forEach(_ body: (ImageBatch, Duration) throws -> Void) throws {
        try WorkerPool.run(min(options.threads, batchCount)) { _ in
            self.decode()
        } during: {
            defer { state.withLock { $0.isStopped = true } }
            for batch in 0..<batchCount {
                let start = ContinuousClock.now
                let decoded = try take(batch)
                try body(decoded, ContinuousClock.now - start)
            }
        }
    }

    private func take(_ batch: Int) throws -> ImageBatch {
        let decoded = state.wait { $0.rooms[batch % $0.rooms.count] }
        state.withLock { state in
            state.rooms[batch % state.rooms.count] = nil
            state.taken += 1
        }
        return try decoded.get()
    }

    /// Decodes batches until none is left.
    private func decode() {
        while let batch = claim() {
            let first = batch * options.batchSize
            let images = first..<min(first + options.batchSize, dataSet.count)
            let decoded = Result { try ImageBatch(images, of: dataSet, for: geometries) }
            state.withLock { $0.rooms[batch % $0.rooms.count] = decoded }
        }
    }

    /// The next batch, once there is room for it; nil when there is none to decode.
    private func claim() -> Int? {
        state.wait { state -> Int?? in
            if state.isStopped || state.nextBatch == batchCount { return .some(nil) }
            guard state.nextBatch < state.taken + state.rooms.count else { return nil }
            defer { state.nextBatch += 1 }
            return state.nextBatch
        }
    }
}
