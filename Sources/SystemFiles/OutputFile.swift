import Glibc
import Synchronization

/// A new file of a known size, written at any position by any number of threads.
package final class OutputFile: Sendable {
    package let path: String
    private let byteCount: Int
    private let folder: Folder
    private let descriptor: Int32
    private let isDurable: Bool
    private let isOpen = Atomic(true)

    private init(
        path: String,
        folder: Folder,
        byteCount: Int,
        descriptor: Int32,
        isDurable: Bool
    ) {
        self.path = path
        self.folder = folder
        self.byteCount = byteCount
        self.descriptor = descriptor
        self.isDurable = isDurable
    }

    deinit { try? close() }

    /// Creates a file that is not there yet, and reserves its space unless it is to have holes.
    ///
    /// The corresponding C functions are `openat` and `posix_fallocate`.
    package static func create(
        _ name: String,
        in folder: Folder,
        byteCount: Int,
        isDurable: Bool,
        isSparse: Bool = false
    ) throws(FileError) -> OutputFile {
        let file: OutputFile
        do throws(SystemError) {
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
            file = OutputFile(
                path: folder.path(of: name),
                folder: folder,
                byteCount: byteCount,
                descriptor: try folder.number(opening: name, flags),
                isDurable: isDurable
            )
        } catch { throw error.error(.cannotCreate, folder.path(of: name), "cannot be made") }
        do throws(SystemError) { try file.reserve(isSparse: isSparse) } catch {
            folder.remove(name)
            throw file.failure(error)
        }
        return file
    }

    private func reserve(isSparse: Bool) throws(SystemError) {
        guard byteCount > 0 else { return }
        if !isSparse {
            // This call returns its error instead of setting errno.
            let error = SystemError(number: posix_fallocate(descriptor, 0, off_t(byteCount)))
            guard error.number != 0 else { return }
            guard error.isIncapacity || error.number == EINTR else { throw error }
        }
        try systemCall { Int(ftruncate(descriptor, off_t(byteCount))) }
    }

    /// Writes the bytes of an array at the file's beginning.
    package func writeBeginning(_ bytes: [UInt8]) throws(FileError) { try write(bytes, at: 0) }

    /// Writes the bytes of an array at a position.
    package func write(_ bytes: [UInt8], at offset: UInt64) throws(FileError) {
        try write(unsafe bytes.span.bytes, at: offset)
    }

    /// Writes bytes at a position.
    ///
    /// The corresponding C function is `pwrite`.
    package func write(_ bytes: RawSpan, at offset: UInt64) throws(FileError) {
        precondition(isOpen.load(ordering: .relaxed), "'\(path)' is written after it was closed")
        do throws(SystemError) {
            try unsafe bytes.withUnsafeBytes { buffer throws(SystemError) in
                try unsafe drain(buffer, to: offset)
            }
        } catch { throw failure(error) }
    }

    private func drain(
        _ buffer: UnsafeRawBufferPointer,
        to offset: UInt64
    ) throws(SystemError) {
        guard let base = buffer.baseAddress else { return }
        var drained = 0
        while drained < buffer.count {
            let place = off_t(offset) + off_t(drained)
            drained += try systemCall {
                unsafe pwrite(descriptor, base + drained, buffer.count - drained, place)
            }
        }
    }

    /// Closes the file, after forcing it to the disk where that was asked for.
    ///
    /// The corresponding C functions are `fsync` and `close`.
    package func finish() throws(FileError) {
        do throws(SystemError) {
            if isDurable { try systemCall { Int(fsync(descriptor)) } }
            try close()
        } catch { throw failure(error) }
    }

    /// Closes the file once; further calls do nothing.
    package func close() throws(SystemError) {
        guard isOpen.exchange(false, ordering: .acquiringAndReleasing) else { return }
        // An interrupted close has closed the descriptor on Linux; it must not be repeated.
        guard Glibc.close(descriptor) == 0 || errno == EINTR else {
            throw SystemError(number: errno)
        }
    }

    private func failure(_ error: SystemError) -> FileError {
        if error.number == EFBIG {
            let message =
                "cannot be written: \(byteCount) bytes exceed the largest file allowed "
                + "here (ulimit -f, or the file system)"
            return error.error(.inputOutput, path, message)
        }
        guard error.isExhaustion else {
            return error.error(.inputOutput, path, "cannot be written")
        }
        let available = folder.availableByteCount ?? 0
        let need = "cannot be written: it needs \(byteCount) bytes, and \(available) are free"
        return error.error(.inputOutput, path, need)
    }
}
