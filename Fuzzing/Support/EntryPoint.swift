import CFuzzing
import Checkpoints

/// What libFuzzer calls with every input; `examine` is the target's.
///
/// An input may be accepted or refused. It must not trap or hang, take more memory than four times
/// its size and 16 MiB, be refused in several lines, or be accepted against the rules, which
/// `examine` checks.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    allocations_begin()
    do throws(CheckpointError) { try examine(input) } catch { requireOneLine(error) }
    let (peak, limit) = (allocations_peak(), 4 * count + 16 << 20)
    require(peak <= limit, "\(count) bytes made the reader allocate \(peak), more than \(limit)")
    return 0
}

private func requireOneLine(_ error: CheckpointError) {
    let isOneLine = error.description.unicodeScalars.allSatisfy {
        $0.properties.generalCategory != .control
    }
    require(isOneLine, "an error holds control characters")
}
