import CFuzzing
import Synchronization

/// What libFuzzer calls with every input; `examine` is the target's.
///
/// An input may be accepted or refused. It must not trap or hang, take more memory than four times
/// its size and 16 MiB, be refused in several lines, or be accepted against the rules, which
/// `examine` checks.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    allocations_begin()
    do { try examine(input) } catch { requireOneLine(error) }
    let (peak, limit) = (allocations_peak(), 4 * count + allowance.load(ordering: .relaxed))
    require(peak <= limit, "\(count) bytes made the reader allocate \(peak), more than \(limit)")
    return 0
}

/// The memory that a reader may take beyond four times its input; targets that need more say so.
let allowance = Atomic(16 << 20)

func requireOneLine(_ error: any Error) {
    let isOneLine = String(describing: error).unicodeScalars.allSatisfy {
        $0.properties.generalCategory != .control
    }
    require(
        isOneLine,
        "an error holds control characters: \(String(describing: error).debugDescription)"
    )
}
