import Glibc
import Synchronization

/// A file to which whole pieces are added, each by one write: a reader never sees half a piece
/// unless the machine failed in its middle.
package final class AppendedFile: Sendable {
    /// What other processes may do with the file meanwhile.
    package enum Sharing: Sendable {
        /// They may add to it as well.
        case shared
        /// Who opens it exclusively waits until it is closed here.
        case exclusive
        /// Who opens it exclusively gets an error, for which `isHeldElsewhere` is true.
        case exclusiveWithoutWaiting
    }

    private let path: String
    private let isDurable: Bool
    private let sharing: Sharing
    private let descriptor: FileDescriptor
    /// Whether the file was made here, and holds nothing yet; calls of `append` take turns by it.
    private let isNew: Mutex<Bool>

    /// Opens a file, and makes it when it is not there.
    ///
    /// The corresponding C functions are `open` and `flock`.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - sharing: What other processes may do with it meanwhile.
    ///   - isDurable: Whether each piece is forced to the disk before `append` returns.
    /// - Throws: `FileError` when the file cannot be opened, or is held elsewhere.
    package init(_ path: String, _ sharing: Sharing, isDurable: Bool) throws(FileError) {
        (self.path, self.isDurable, self.sharing) = (path, isDurable, sharing)
        do throws(SystemError) {
            while true {
                let (descriptor, isNew) = try Self.open(path)
                if sharing != .shared { try Self.lock(descriptor, sharing) }
                // Who held it may have removed it meanwhile, because nothing could be written.
                let status = try FileStatus.of(descriptor: descriptor.number)
                if status.isFile, status.identity != (try? FileStatus.of(path))?.identity {
                    continue
                }
                self.descriptor = descriptor
                self.isNew = Mutex(isNew)
                return
            }
        } catch { throw error.error(.inputOutput, path, "cannot be opened for adding to it") }
    }

    private static func open(
        _ path: String
    ) throws(SystemError) -> (descriptor: FileDescriptor, isNew: Bool) {
        let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC
        let fresh = try? systemCall(path) { Int(unsafe Glibc.open($0, flags | O_EXCL, 0o666)) }
        if let fresh { return (FileDescriptor(Int32(fresh)), true) }
        let number = try systemCall(path) { Int(unsafe Glibc.open($0, flags, 0o666)) }
        return (FileDescriptor(Int32(number)), false)
    }

    private static func lock(_ file: FileDescriptor, _ sharing: Sharing) throws(SystemError) {
        let flags = sharing == .exclusive ? LOCK_EX : LOCK_EX | LOCK_NB
        try systemCall { Int(flock(file.number, flags)) }
    }

    /// The bytes of the file.
    ///
    /// The corresponding C function is `pread`.
    package func contents() throws(FileError) -> [UInt8] {
        var contents: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        do throws(SystemError) {
            while true {
                let offset = off_t(contents.count)
                let count = try systemCall {
                    unsafe buffer.withUnsafeMutableBytes {
                        unsafe pread(descriptor.number, $0.baseAddress, $0.count, offset)
                    }
                }
                if count == 0 { return contents }
                contents += buffer.prefix(count)
            }
        } catch { throw error.error(.inputOutput, path, "cannot be read") }
    }

    /// Keeps only the beginning of the file.
    ///
    /// The corresponding C function is `ftruncate`.
    package func shorten(to byteCount: Int) throws(FileError) {
        do throws(SystemError) {
            try systemCall { Int(ftruncate(descriptor.number, off_t(byteCount))) }
        } catch { throw error.error(.inputOutput, path, "cannot be shortened") }
    }

    /// Adds a piece.
    ///
    /// When it cannot be written whole, a file that nobody else adds to is as it was before: one
    /// that was made here for its first piece is removed.
    ///
    /// The corresponding C functions are `write` and `fsync`.
    package func append(_ piece: [UInt8]) throws(FileError) {
        do throws(SystemError) {
            try isNew.withLock { isNew throws(SystemError) in
                let before = try FileStatus.of(descriptor: descriptor.number)
                do throws(SystemError) { try write(piece) } catch {
                    if before.isFile, sharing != .shared { restore(before, isNew: isNew) }
                    throw error
                }
                isNew = false
            }
        } catch { throw error.error(.inputOutput, path, "cannot be written") }
    }

    private func write(_ piece: [UInt8]) throws(SystemError) {
        let count = try systemCall {
            unsafe piece.withUnsafeBytes {
                unsafe Glibc.write(descriptor.number, $0.baseAddress, $0.count)
            }
        }
        guard count == piece.count else { throw .noSpace }
        if isDurable { try systemCall { Int(fsync(descriptor.number)) } }
    }

    private func restore(_ before: FileStatus, isNew: Bool) {
        try? shorten(to: Int(clamping: before.byteCount))
        if isNew { FileSystem.remove(path) }
    }
}
