internal import CStockpotInterface
internal import Checkpoints
internal import MergeEngine
internal import MergeVerification
internal import Merging
internal import TextFormats

// The functions of stockpot.h, whose comments say what they do.

/// The version of the interface.
@_cdecl("stockpot_abi_version")
public func stockpotABIVersion() -> Int32 { STOCKPOT_ABI_VERSION }

/// The version of the library.
@_cdecl("stockpot_version")
public func stockpotVersion() -> UnsafePointer<CChar> { unsafe version.start }

private let version = CText(ToolVersion.current)

/// Merges checkpoints that are in memory.
@_cdecl("stockpot_merge")
public func stockpotMerge(
    _ request: UnsafeRawPointer?,
    _ result: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    unsafe answer(result) {
        let merge = try unsafe MemoryMerge(.read(request))
        try merge.checkMemory()
        let allocated = try merge.outputs == nil ? AllocatedMemory(merge.plan.declarations) : nil
        let tensors = merge.outputs ?? allocated?.tensors ?? []
        let report = try merge.plan.merge(
            into: tensors.map(\.memory),
            cancellation: merge.cancellation
        )
        return LibraryResult(tensors, allocated) { try JSONValue(encoding: report).text(.compact) }
    }
}

/// Measures checkpoints that are in memory.
@_cdecl("stockpot_angles")
public func stockpotAngles(
    _ request: UnsafeRawPointer?,
    _ result: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    unsafe answer(result) {
        let merge = try unsafe MemoryMerge(.read(request))
        guard merge.outputs == nil else { throw RequestError("angles have no outputs") }
        let report = try merge.plan.measure(cancellation: merge.cancellation)
        return LibraryResult { try JSONValue(encoding: report).text(.compact) }
    }
}

/// Merges checkpoints that are in files.
@_cdecl("stockpot_merge_files")
public func stockpotMergeFiles(
    _ request: UnsafeRawPointer?,
    _ result: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    unsafe answer(result) {
        let merge = try unsafe FilesMerge(.read(request))
        guard let output = merge.output else { throw RequestError("the output is null") }
        let report = try merge.plan.merge(into: output, cancellation: merge.cancellation)
        return LibraryResult { try JSONValue(encoding: report).text(.compact) }
    }
}

/// Measures checkpoints that are in files.
@_cdecl("stockpot_angles_files")
public func stockpotAnglesFiles(
    _ request: UnsafeRawPointer?,
    _ result: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    unsafe answer(result) {
        let merge = try unsafe FilesMerge(.read(request))
        guard merge.output == nil else { throw RequestError("angles have no output") }
        let report = try merge.plan.measure(cancellation: merge.cancellation)
        return LibraryResult { try JSONValue(encoding: report).text(.compact) }
    }
}

/// Recomputes the merge of checkpoints in files, and compares.
@_cdecl("stockpot_verify_files")
public func stockpotVerifyFiles(
    _ request: UnsafeRawPointer?,
    _ result: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    unsafe answer(result) {
        let merge = try unsafe FilesMerge(.read(request))
        let report = try merge.verifier().verify(cancellation: merge.cancellation)
        return LibraryResult(report)
    }
}

/// Lists the methods.
@_cdecl("stockpot_methods")
public func stockpotMethods(_ result: UnsafeMutablePointer<OpaquePointer?>?) -> Int32 {
    unsafe answer(result) {
        LibraryResult {
            try JSONValue(encoding: MethodRegistry.all.map(MethodOutline.init)).text(.compact)
        }
    }
}

/// The status of a result.
@_cdecl("stockpot_result_status")
public func stockpotResultStatus(_ result: OpaquePointer?) -> Int32 {
    unsafe LibraryResult.of(result)?.status ?? FailureStatus.usage.rawValue
}

/// The error of a result.
@_cdecl("stockpot_result_error")
public func stockpotResultError(_ result: OpaquePointer?) -> UnsafePointer<CChar>? {
    unsafe LibraryResult.of(result)?.error?.start
}

/// The report of a result.
@_cdecl("stockpot_result_json")
public func stockpotResultJSON(_ result: OpaquePointer?) -> UnsafePointer<CChar>? {
    unsafe LibraryResult.of(result)?.json.start
}

/// The number of a result's tensors.
@_cdecl("stockpot_result_tensor_count")
public func stockpotResultTensorCount(_ result: OpaquePointer?) -> UInt {
    unsafe UInt(LibraryResult.of(result)?.tensors.count ?? 0)
}

/// The tensors of a result.
@_cdecl("stockpot_result_tensors")
public func stockpotResultTensors(_ result: OpaquePointer?) -> UnsafeRawPointer? {
    unsafe UnsafeRawPointer(LibraryResult.of(result)?.tensors.start)
}

/// Frees a result.
@_cdecl("stockpot_result_free")
public func stockpotResultFree(_ result: OpaquePointer?) {
    guard let result = unsafe UnsafeRawPointer(result) else { return }
    unsafe Unmanaged<LibraryResult>.fromOpaque(result).release()
}

extension LibraryResult {
    fileprivate static func of(_ pointer: OpaquePointer?) -> LibraryResult? {
        guard let pointer = unsafe UnsafeRawPointer(pointer) else { return nil }
        return unsafe Unmanaged<LibraryResult>.fromOpaque(pointer).takeUnretainedValue()
    }
}

extension stockpot_merge_request {
    fileprivate static func read(
        _ pointer: UnsafeRawPointer?
    ) throws(RequestError) -> stockpot_merge_request {
        try unsafe CRequest.load(pointer, empty: stockpot_merge_request())
    }
}

extension stockpot_files_request {
    fileprivate static func read(
        _ pointer: UnsafeRawPointer?
    ) throws(RequestError) -> stockpot_files_request {
        try unsafe CRequest.load(pointer, empty: stockpot_files_request())
    }
}

/// Does work and hands its result, or its failure, to a C program.
private func answer(
    _ result: UnsafeMutablePointer<OpaquePointer?>?,
    _ work: () throws -> LibraryResult
) -> Int32 {
    guard let result = unsafe result else { return FailureStatus.usage.rawValue }
    var answer: LibraryResult
    do { answer = try work() } catch { answer = LibraryResult(Failure(error)) }
    unsafe result.pointee = OpaquePointer(Unmanaged.passRetained(answer).toOpaque())
    return answer.status
}
