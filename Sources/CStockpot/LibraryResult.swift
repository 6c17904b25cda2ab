internal import CStockpotInterface
internal import Checkpoints
internal import MergeEngine
internal import MergeVerification
internal import Synchronization
internal import TextFormats

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

    /// A comparison, which is a failure of its own kind where an element does not hold.
    init(_ report: VerificationReport) {
        status = report.ok ? 0 : Int32(STOCKPOT_DIFFERENT.rawValue)
        let names = report.mismatchedLayers.prefix(3).map { PrintableText.quoted($0) }
        error =
            report.ok
            ? nil
            : CText(
                "\(report.mismatchedLayers.count) layers differ from the recomputation: "
                    + names.joined(separator: ", ")
                    + (report.mismatchedLayers.count > names.count ? ", ..." : "")
            )
        tensors = CTensors([])
        allocated = nil
        makeJSON = { (try? JSONValue(encoding: report).text(.compact)) ?? "null" }
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
