internal import CStockpotInterface
internal import Checkpoints
internal import MergeEngine
internal import Synchronization

/// What a call came to, behind a `stockpot_result`.
final class LibraryResult: Sendable {
    let status: Int32
    /// One line, after a failure.
    let error: CText?
    /// The tensors of a merge in memory.
    let tensors: CTensors

    private let makeJSON: @Sendable () -> String
    private let madeJSON = Mutex<CText?>(nil)
    /// Kept as long as the result.
    private let allocated: AllocatedMemory?

    /// A success.
    ///
    /// - Parameters:
    ///   - tensors: The merged tensors.
    ///   - allocated: Their memory, where the library allocated it.
    ///   - json: Makes the report's text, when it is asked for.
    init(
        _ tensors: [MemoryTensor] = [],
        _ allocated: AllocatedMemory? = nil,
        json: @escaping @Sendable () throws -> String
    ) {
        status = 0
        error = nil
        self.tensors = CTensors(tensors)
        self.allocated = allocated
        makeJSON = { (try? json()) ?? "null" }
    }

    /// A failure.
    init(_ failure: Failure) {
        status = failure.status.rawValue
        error = CText(failure.message)
        tensors = CTensors([])
        allocated = nil
        makeJSON = { failure.json }
    }

    /// The report, or the error, for programs.
    var json: CText {
        madeJSON.withLock { made in
            if let made { return made }
            let text = CText(makeJSON())
            made = text
            return text
        }
    }
}
