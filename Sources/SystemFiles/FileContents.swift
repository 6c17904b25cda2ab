import Glibc
import TextFormats

/// Small files, and texts that come through pipes, read and written whole.
package enum FileContents {
    /// The largest file that is read whole unless a caller says otherwise.
    package static let standardLimit = 1 << 28

    /// The bytes of a file.
    ///
    /// The corresponding C functions are `open` and `read`.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The most bytes that are read.
    ///   - acceptsPipe: Whether a named pipe is read too, which waits for its writer.
    /// - Returns: All bytes.
    /// - Throws: `FileError`: `missing`; `unsupported` for what is not a regular file; `malformed`
    ///   beyond the limit.
    package static func read(
        _ path: String,
        limit: Int = standardLimit,
        acceptsPipe: Bool = false
    ) throws(FileError) -> [UInt8] {
        guard !path.utf8.contains(0) else {
            throw FileError(.missing, path, "is not a path: it holds a NUL")
        }
        let descriptor: FileDescriptor
        do throws(SystemError) {
            let flags = O_RDONLY | O_CLOEXEC | (acceptsPipe ? 0 : O_NONBLOCK)
            let number = try systemCall(path) { Int(unsafe Glibc.open($0, flags)) }
            descriptor = FileDescriptor(Int32(number))
        } catch { throw InputFile.failure(toOpen: path, error) }
        let status: FileStatus
        do throws(SystemError) { status = try .of(descriptor: descriptor.number) } catch {
            throw error.error(.inputOutput, path, "cannot be examined")
        }
        if status.isFolder || !acceptsPipe { try InputFile.requireFile(status, path) }
        do throws(SystemError) {
            let bytes = try bytes(of: descriptor, size: status.byteCount, limit: limit)
            guard bytes.count > limit else { return bytes }
        } catch { throw error.error(.inputOutput, path, "cannot be read") }
        throw FileError(.malformed, path, "has more than \(limit) bytes, the most that are read")
    }

    /// The bytes up to the end, or more of them than the limit.
    private static func bytes(
        of descriptor: FileDescriptor,
        size: UInt64,
        limit: Int
    ) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(Int(clamping: size), limit))
        while bytes.count <= limit {
            let part = try descriptor.read(atMost: 1 << 16)
            if part.isEmpty { break }
            bytes += part
        }
        return bytes
    }

    /// The text of a file or of a named pipe, without a byte order mark.
    ///
    /// - Throws: `FileError` as `read` does; `malformed` with the line of the first byte that is
    ///   not UTF-8.
    package static func text(
        _ path: String,
        limit: Int = standardLimit
    ) throws(FileError) -> String {
        let span = try read(path, limit: limit, acceptsPipe: true).withoutByteOrderMark
        if let text = String(validating: span, as: UTF8.self) { return text }
        // Lines are valid or not on their own: no part of a character is the end of a line.
        let lines = span.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let first = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        throw FileError(.malformed, path, "is not UTF-8 text", line: first + 1)
    }

    /// Writes a file whole, or leaves what was there.
    ///
    /// It grows under another name in the folder, and is renamed. Without `replacing`, a file that
    /// came into being meanwhile is left alone. A symbolic link is followed: it stays one.
    ///
    /// - Throws: `FileError` about the name that was asked for.
    package static func write(
        _ bytes: [UInt8],
        to path: String,
        replacing: Bool
    ) throws(FileError) {
        let place: OutputPlace
        do throws(SystemError) { place = try .find(path) } catch {
            throw error.error(.cannotCreate, path, "cannot be made")
        }
        do throws(FileError) { try place.write(bytes, replacing: replacing) } catch {
            var error = error
            error.path = path
            throw error
        }
    }
}
