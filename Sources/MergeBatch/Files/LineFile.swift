internal import Glibc
internal import Synchronization

/// A file to which whole lines are added, each by one write, so that a reader never sees half a
/// line unless the machine failed in its middle.
final class LineFile: Sendable {
    private let path: String
    private let isDurable: Bool
    private let descriptor: Mutex<Int32>

    /// Opens a file for adding, and makes it when it is not there.
    ///
    /// The corresponding C function is `open`.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - isDurable: Whether each line is forced to the disk before `append` returns.
    /// - Throws: `BatchError.file`.
    init(_ path: String, isDurable: Bool) throws(BatchError) {
        let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC
        let number = unsafe open(path, flags, 0o666)
        guard number >= 0 else { throw Self.failure(path, "cannot be opened") }
        self.path = path
        self.isDurable = isDurable
        descriptor = Mutex(number)
    }

    deinit { descriptor.withLock { _ = close($0) } }

    /// Keeps other processes from opening the file this way until this one ends.
    ///
    /// The corresponding C function is `flock`.
    func reserve() throws(BatchError) {
        guard descriptor.withLock({ flock($0, LOCK_EX | LOCK_NB) }) == 0 else {
            throw BatchError.file(path: path, reason: "is in use by another run of this batch")
        }
    }

    /// Adds a line.
    ///
    /// The corresponding C functions are `write` and `fsync`.
    func append(_ line: String) throws(BatchError) {
        let bytes = Array((line + "\n").utf8)
        let failed = descriptor.withLock { number in
            let count = unsafe bytes.withUnsafeBytes {
                unsafe write(number, $0.baseAddress, $0.count)
            }
            return count != bytes.count || isDurable && fsync(number) != 0
        }
        if failed { throw Self.failure(path, "cannot be written") }
    }

    /// The whole lines of the file.
    ///
    /// The corresponding C functions are `pread` and `ftruncate`.
    ///
    /// - Parameter repairing: Whether what stands after the last end of a line is removed, because a
    ///   machine failed while it was written; for who has reserved the file.
    /// - Returns: The lines without their ends.
    /// - Throws: `BatchError.file`.
    func lines(repairing: Bool) throws(BatchError) -> [String] {
        guard let bytes = descriptor.withLock({ Self.contents(of: $0) }) else {
            throw Self.failure(path, "cannot be read")
        }
        let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        if repairing, end < bytes.count {
            guard descriptor.withLock({ ftruncate($0, off_t(end)) }) == 0 else {
                throw Self.failure(path, "cannot be shortened")
            }
        }
        return bytes[..<end].split(separator: UInt8(ascii: "\n"))
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private static func contents(of number: Int32) -> [UInt8]? {
        var contents: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let place = off_t(contents.count)
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe pread(number, $0.baseAddress, $0.count, place)
            }
            if count == 0 { return contents }
            guard count > 0 else { return nil }
            contents += buffer.prefix(count)
        }
    }

    private static func failure(_ path: String, _ action: String) -> BatchError {
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
        return .file(path: path, reason: "\(action): \(reason)")
    }
}
