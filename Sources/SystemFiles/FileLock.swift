import Glibc

/// A lock on a file or folder, which ends with the process however that ends.
///
/// It only tells processes of this program from each other; nobody else is kept from the file.
package final class FileLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Locks what a path leads to, without waiting.
    ///
    /// The corresponding C functions are `open` and `flock`.
    ///
    /// - Throws: `SystemError`; `isHeldElsewhere` tells that a living process has the lock.
    package static func take(_ path: String) throws(SystemError) -> FileLock {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW
        let lock = FileLock(
            descriptor: Int32(try systemCall { Int(unsafe open(path, flags)) })
        )
        try systemCall { Int(flock(lock.descriptor, LOCK_EX | LOCK_NB)) }
        return lock
    }

    /// Whether the path still leads to what is locked.
    package func isOn(_ path: String) -> Bool {
        let (locked, found) = (
            try? FileStatus.of(descriptor: descriptor), try? FileStatus.ofLink(path)
        )
        return locked != nil && locked?.identity == found?.identity
    }
}

extension SystemError {
    /// Whether another process holds a lock.
    package var isHeldElsewhere: Bool { number == EWOULDBLOCK }
}
