internal import CStockpotInterface
internal import Checkpoints
internal import MergeEngine
internal import MergeVerification
internal import PlanVerification
internal import Workers

/// A merge of checkpoints in files, as a C program asks for it.
struct FilesMerge {
    /// The merge, planned.
    let plan: MergePlan
    /// A file or a folder; nil where nothing is written.
    let output: String?
    let cancellation: Cancellation
    private let flags: FileFlags

    /// Checks a request and plans it.
    init(_ request: stockpot_files_request) throws {
        cancellation = try unsafe CRequest.cancellation(request.cancelled)
        let recipe = try unsafe RequestedRecipe.read(request.recipe)
        output = try unsafe request.output.map { output throws(RequestError) in
            try unsafe CRequest.text(output, "the output", limit: Limits.pathByteCount)
        }
        var options = try unsafe RequestedOptions.execution(
            threads: request.threads,
            memoryLimit: request.memory_limit
        )
        flags = FileFlags(rawValue: unsafe request.flags)
        guard flags.isSubset(of: .all) else {
            throw RequestError("the request's 'flags' has bits that are not stockpot_file_flag's")
        }
        options.output.replaces = flags.contains(.replace)
        options.output.isDurable = flags.contains(.durable)
        options.recordsChecksums = flags.contains(.checksums)
        let shard = unsafe request.max_shard_size
        guard shard >= 0 else {
            throw RequestError("the request's 'max_shard_size' exceeds memory")
        }
        if shard > 0 { options.output.maximumShardByteCount = shard }
        let pyTorch = PyTorchOptions(skipsUnknownGlobals: flags.contains(.skipUnknownGlobals))
        plan = try MergePlan(
            MergeRequest(recipe, reading: ReadingOptions(pyTorch: pyTorch)),
            options: options
        )
    }

    /// What compares the output, which is there already, with the merge.
    func verifier() throws -> MergeVerifier {
        guard let output else { throw RequestError("the checkpoint to verify, 'output', is null") }
        guard flags.isSubset(of: .skipUnknownGlobals) else {
            throw RequestError(
                "nothing is written: of 'flags' only STOCKPOT_SKIP_UNKNOWN_GLOBALS may be set"
            )
        }
        return try MergeVerifier(VerificationRequest(plan, merged: output))
    }
}

/// The bits of a request's flags.
private struct FileFlags: OptionSet {
    let rawValue: Int32

    static let replace = FileFlags(STOCKPOT_REPLACE)
    static let durable = FileFlags(STOCKPOT_DURABLE)
    static let checksums = FileFlags(STOCKPOT_CHECKSUMS)
    static let skipUnknownGlobals = FileFlags(STOCKPOT_SKIP_UNKNOWN_GLOBALS)
    static let all: FileFlags = [.replace, .durable, .checksums, .skipUnknownGlobals]

    init(rawValue: Int32) { self.rawValue = rawValue }

    private init(_ flag: stockpot_file_flag) { rawValue = Int32(flag.rawValue) }
}
