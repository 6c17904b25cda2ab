internal import CSystemCalls
import Glibc

/// A number by which the system knows an open file or an end of a pipe; closed when nobody holds it
/// any more.
package final class FileDescriptor: Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// A pipe: what is written into one end is read from the other.
    ///
    /// No program that is started inherits the ends, unless it is given one.
    ///
    /// The corresponding C function is `pipe2`.
    package static func pipe() throws(SystemError) -> (read: FileDescriptor, write: FileDescriptor)
    {
        var ends: [Int32] = [-1, -1]
        try systemCall { Int(unsafe make_pipe(&ends)) }
        return (FileDescriptor(ends[0]), FileDescriptor(ends[1]))
    }

    /// A new or emptied file for what a program prints.
    ///
    /// The corresponding C function is `open`.
    package static func emptied(_ path: String) throws(FileError) -> FileDescriptor {
        do throws(SystemError) {
            let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
            return FileDescriptor(
                Int32(try systemCall(path) { Int(unsafe Glibc.open($0, flags, 0o666)) })
            )
        } catch { throw error.error(.cannotCreate, path, "cannot be made") }
    }

    /// What can be read now, at most so many bytes; nothing at the end.
    ///
    /// The corresponding C function is `read`.
    package func read(atMost count: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let taken = try systemCall {
            unsafe bytes.withUnsafeMutableBytes {
                unsafe Glibc.read(number, $0.baseAddress, $0.count)
            }
        }
        bytes.removeLast(count - taken)
        return bytes
    }

    /// Writes all bytes.
    ///
    /// The corresponding C function is `write`.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try systemCall {
                unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits until one of several has something to read or has ended.
    ///
    /// The corresponding C function is `poll`.
    ///
    /// - Returns: The indices of those that have; none when the time is over.
    package static func wait(for descriptors: [FileDescriptor?], milliseconds: Int32) -> [Int] {
        var polled = descriptors.map {
            pollfd(fd: $0?.number ?? -1, events: Int16(POLLIN), revents: 0)
        }
        guard unsafe poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return [] }
        return polled.indices.filter { polled[$0].revents != 0 }
    }
}
