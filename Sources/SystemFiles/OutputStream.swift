import Glibc
import TextFormats

/// Where bytes go one after the other: a pipe, a device, or a file that another process holds open.
///
/// Nothing can take the place of these, and nothing can be written at a position of a pipe.
package final class OutputStream: Sendable {
    private let path: String
    private let descriptor: FileDescriptor

    private init(path: String, descriptor: FileDescriptor) {
        (self.path, self.descriptor) = (path, descriptor)
    }

    /// Whether a path is written as a stream: it leads to a named pipe, a socket or a device, or names an
    /// open file by its number, as `/proc/self/fd/3`, `/dev/fd/3` and `/dev/stdout` do.
    package static func isNamed(by path: String) -> Bool {
        guard !path.utf8.contains(0), let status = try? FileStatus.of(path), !status.isFolder else {
            return false
        }
        return !status.isFile || namesNumber(path)
    }

    private static func namesNumber(_ path: String) -> Bool {
        if path == "/dev/stdout" || path == "/dev/stderr" { return true }
        let parts = path.unicodeScalars.split(separator: "/").map { String($0) }
        guard let last = parts.last, !last.isEmpty, last.utf8.allSatisfy({ (48...57).contains($0) })
        else { return false }
        let isOfProcess = parts.count == 4 && parts[0] == "proc" && parts[2] == "fd"
        return isOfProcess || parts.count == 3 && parts[0] == "dev" && parts[1] == "fd"
    }

    /// Opens a stream; a named pipe waits for its reader, and a file is emptied.
    ///
    /// The corresponding C function is `open`.
    package static func open(_ path: String) throws(FileError) -> OutputStream {
        do throws(SystemError) {
            let flags = O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY
            let number = try systemCall(path) { Int(unsafe Glibc.open($0, flags)) }
            return OutputStream(path: path, descriptor: FileDescriptor(Int32(number)))
        } catch { throw error.error(.cannotCreate, path, "cannot be opened for writing") }
    }

    /// Writes bytes behind what a stream got already.
    ///
    /// The corresponding C function is `open`.
    package static func append(_ bytes: [UInt8], to path: String) throws(FileError) {
        do throws(SystemError) {
            let flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY
            let number = try systemCall(path) { Int(unsafe Glibc.open($0, flags)) }
            try FileDescriptor(Int32(number)).write(bytes)
        } catch { throw error.error(.inputOutput, path, "cannot be written") }
    }

    /// Copies a whole file into the stream.
    ///
    /// - Throws: `FileError` when either fails. Where a pipe has no reader any more and the process does not
    ///   ignore SIGPIPE, that signal ends it, as with all programs.
    package func write(_ file: InputFile) throws(FileError) {
        let block = 1 << 20
        var offset: UInt64 = 0
        while offset < file.byteCount {
            let count = Int(min(UInt64(block), file.byteCount - offset))
            let bytes = try file.bytes(at: offset, count: count)
            do throws(SystemError) { try descriptor.write(bytes) } catch {
                throw error.error(.inputOutput, path, "cannot be written")
            }
            offset += UInt64(count)
        }
    }
}
