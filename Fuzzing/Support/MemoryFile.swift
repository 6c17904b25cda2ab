import CFuzzing
import Glibc

/// A file that exists in memory only, and is given new content for every input.
final class MemoryFile: Sendable {
    static let shared = MemoryFile()

    private let descriptor: Int32

    private init() {
        descriptor = memory_file()
        require(descriptor >= 0, "memory files are not available")
    }

    /// The path under which the file can be opened, once it holds these bytes.
    static func path(holding bytes: [UInt8]) -> String {
        let descriptor = shared.descriptor
        require(ftruncate(descriptor, off_t(bytes.count)) == 0, "ftruncate failed")
        let written = unsafe bytes.withUnsafeBytes {
            unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0)
        }
        require(written == bytes.count, "pwrite failed")
        return "/proc/self/fd/\(descriptor)"
    }
}
