import Glibc

/// What the file system says about a file.
package struct FileStatus: Equatable {
    /// What makes two paths lead to the same file.
    package struct Identity: Hashable, Sendable {
        package let device: UInt64
        package let inode: UInt64
    }

    package let identity: Identity
    package let byteCount: UInt64
    private let kind: UInt32
    private let modifiedSeconds: Int
    private let modifiedNanoseconds: Int

    private init(_ status: stat) {
        identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        byteCount = UInt64(max(status.st_size, 0))
        kind = status.st_mode & S_IFMT
        modifiedSeconds = status.st_mtim.tv_sec
        modifiedNanoseconds = status.st_mtim.tv_nsec
    }

    /// The status of what a path leads to.
    ///
    /// The corresponding C function is `stat`.
    package static func of(_ path: String) throws(SystemError) -> FileStatus {
        try of(path, in: AT_FDCWD, 0)
    }

    /// The status of a path itself, were it a symbolic link.
    ///
    /// The corresponding C function is `lstat`.
    package static func ofLink(_ path: String) throws(SystemError) -> FileStatus {
        try of(path, in: AT_FDCWD, AT_SYMLINK_NOFOLLOW)
    }

    /// The status of what a path leads to that begins in an open folder.
    ///
    /// The corresponding C function is `fstatat`.
    static func of(
        _ path: String,
        in folder: Int32,
        _ flags: Int32
    ) throws(SystemError) -> FileStatus {
        var status = stat()
        try systemCall(path) { Int(unsafe fstatat(folder, $0, &status, flags)) }
        return FileStatus(status)
    }

    /// The status of an open file.
    ///
    /// The corresponding C function is `fstat`.
    package static func of(descriptor: Int32) throws(SystemError) -> FileStatus {
        var status = stat()
        try systemCall { Int(unsafe fstat(descriptor, &status)) }
        return FileStatus(status)
    }

    package var modifiedNanosecondsSince1970: Int {
        modifiedSeconds * 1_000_000_000 + modifiedNanoseconds
    }

    package var isFolder: Bool { kind == S_IFDIR }
    package var isFile: Bool { kind == S_IFREG }

    /// What the file is, for messages.
    package var description: String {
        switch kind {
        case S_IFREG: "a file"
        case S_IFDIR: "a folder"
        case S_IFIFO: "a named pipe"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
    }
}
