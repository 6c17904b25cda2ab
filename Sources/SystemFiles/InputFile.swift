import Glibc
import TextFormats

/// A file opened for reading at any position, by any number of threads.
///
/// It is read with `pread` rather than through a mapping: a file that shrinks then gives an error
/// and not a signal.
package final class InputFile: Sendable {
    package let path: String
    let descriptor: Int32
    private let status: FileStatus

    /// The size of the file.
    package var byteCount: UInt64 { status.byteCount }
    package var identity: FileStatus.Identity { status.identity }

    private init(path: String, descriptor: Int32, status: FileStatus) {
        self.path = path
        self.descriptor = descriptor
        self.status = status
    }

    deinit { close(descriptor) }

    /// Opens a regular file.
    ///
    /// The corresponding C function is `open`.
    package static func open(_ path: String) throws(FileError) -> InputFile {
        guard !path.utf8.contains(0) else {
            throw FileError(.missing, path, "is not a path: it holds a NUL")
        }
        let file: InputFile
        do throws(SystemError) {
            // Without O_NONBLOCK a named pipe would keep the call waiting for a writer.
            let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK
            let descriptor = Int32(try systemCall(path) { Int(unsafe Glibc.open($0, flags)) })
            file = try InputFile(path: path, descriptor: descriptor)
        } catch { throw failure(toOpen: path, error) }
        try file.requireFile()
        return file
    }

    private convenience init(path: String, descriptor: Int32) throws(SystemError) {
        do throws(SystemError) {
            let status = try FileStatus.of(descriptor: descriptor)
            self.init(path: path, descriptor: descriptor, status: status)
        } catch {
            close(descriptor)
            throw error
        }
    }

    static func failure(toOpen path: String, _ error: SystemError) -> FileError {
        if error.isAbsence {
            let message =
                FileSystem.linkTarget(of: path).map {
                    "is a symbolic link to \(PrintableText.quoted($0)), which is not there"
                } ?? "there is no such file"
            return FileError(.missing, path, message, errorNumber: error.number)
        }
        if error.number == ELOOP {
            let message = "symbolic links lead round in a circle"
            return FileError(.missing, path, message, errorNumber: error.number)
        }
        if error.number == ENXIO {
            return FileError(.unsupported, path, "is a socket; give a regular file")
        }
        let isRefused = error.number == EACCES || error.number == EPERM
        return error.error(isRefused ? .missing : .inputOutput, path, "cannot be opened")
    }
}

extension InputFile {
    private func requireFile() throws(FileError) { try Self.requireFile(status, path) }

    /// Refuses what is not a regular file.
    static func requireFile(_ status: FileStatus, _ path: String) throws(FileError) {
        guard !status.isFile else { return }
        let kind = status.description
        throw FileError(.unsupported, path, "is \(kind); give a regular file")
    }

    /// Fills a span from the file.
    ///
    /// The corresponding C function is `pread`.
    package func read(
        at offset: UInt64,
        into destination: inout MutableRawSpan
    ) throws(FileError) {
        let wanted = destination.byteCount
        let count: Int
        do throws(SystemError) {
            count = try unsafe destination.withUnsafeMutableBytes {
                buffer throws(SystemError) in try unsafe fill(buffer, from: offset)
            }
        } catch { throw error.error(.inputOutput, path, "cannot be read") }
        guard count == wanted else {
            let message = "the file shrank while it was read"
            throw FileError(.changed, path, message, offset: offset + UInt64(count))
        }
    }

    /// The number of bytes read before the file ended.
    private func fill(
        _ buffer: UnsafeMutableRawBufferPointer,
        from offset: UInt64
    ) throws(SystemError) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        var filled = 0
        while filled < buffer.count {
            let place = off_t(offset) + off_t(filled)
            let count = try systemCall {
                unsafe pread(descriptor, base + filled, buffer.count - filled, place)
            }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Bytes of the file as an array, for headers.
    package func bytes(at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        var destination = unsafe span.mutableBytes
        try read(at: offset, into: &destination)
        return bytes
    }

    /// Asks for bytes to be read ahead.
    ///
    /// The corresponding C function is `posix_fadvise`.
    package func prefetch(from offset: UInt64, byteCount: Int) {
        _ = posix_fadvise(descriptor, off_t(offset), off_t(byteCount), POSIX_FADV_WILLNEED)
    }

    /// Checks that the path still leads to the same file, with the same size and date.
    package func validateUnchanged() throws(FileError) {
        let now = try? FileStatus.of(path)
        guard now == status else {
            let what = now == nil ? "disappeared" : "was changed"
            throw FileError(.changed, path, "\(what) since it was opened; start again")
        }
    }
}
