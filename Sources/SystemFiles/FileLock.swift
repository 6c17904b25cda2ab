import Glibc

/// A lock on a file or folder, which ends with the process however that ends.
///
/// It only tells processes of this program from each other; nobody else is kept from the file.
package final class FileLock: Sendable {
    private let descriptor: FileDescriptor

    private init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    /// Locks what has a name in a folder, without waiting.
    ///
    /// The corresponding C functions are `openat` and `flock`.
    ///
    /// - Throws: `SystemError`; `isHeldElsewhere` tells that a living process has the lock.
    package static func take(_ name: String, in folder: Folder) throws(SystemError) -> FileLock {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW
        let descriptor = try folder.open(name, flags)
        try systemCall { Int(flock(descriptor.number, LOCK_EX | LOCK_NB)) }
        return FileLock(descriptor)
    }

    /// Whether the name still means what is locked.
    package func isOn(_ name: String, in folder: Folder) -> Bool {
        let (locked, found) = (
            try? FileStatus.of(descriptor: descriptor.number), try? folder.status(of: name)
        )
        return locked != nil && locked?.identity == found?.identity
    }
}

extension SystemError {
    /// Whether another process holds a lock.
    package var isHeldElsewhere: Bool { number == EWOULDBLOCK }
}
