internal import CSystemCalls
import Glibc
import TextFormats

/// A folder that is held: names in it mean the same however the paths to it change meanwhile.
///
/// An output finds its folder once and does all by this, so that a symbolic link on the way, or a
/// folder that is renamed, cannot part an output from its temporary files.
package final class Folder: Sendable {
    /// The path under which it was found, for messages.
    package let path: String
    private let descriptor: FileDescriptor

    private init(path: String, descriptor: FileDescriptor) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Finds a folder; it need not be readable.
    ///
    /// The corresponding C function is `open` with `O_PATH`.
    package static func find(_ path: String) throws(SystemError) -> Folder {
        let flags = path_only | O_DIRECTORY | O_CLOEXEC
        let number = try systemCall(path) { Int(unsafe Glibc.open($0, flags)) }
        return Folder(path: path, descriptor: FileDescriptor(Int32(number)))
    }

    /// Finds a folder in this one; a symbolic link is not followed.
    ///
    /// The corresponding C function is `openat` with `O_PATH`.
    package func folder(_ name: String) throws(SystemError) -> Folder {
        let flags = path_only | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW
        return Folder(path: path(of: name), descriptor: try open(name, flags))
    }

    /// The path of a name in the folder, for messages.
    package func path(of name: String) -> String { FileSystem.join(path, name) }

    /// Opens what has a name in the folder.
    func open(_ name: String, _ flags: Int32) throws(SystemError) -> FileDescriptor {
        FileDescriptor(try number(opening: name, flags))
    }

    /// The number of what has a name in the folder, once it is open; the caller closes it.
    ///
    /// The corresponding C function is `openat`.
    func number(opening name: String, _ flags: Int32) throws(SystemError) -> Int32 {
        Int32(try systemCall(name) { Int(unsafe openat(descriptor.number, $0, flags, 0o666)) })
    }
}

/// What is in a folder.
extension Folder {
    /// The names in the folder, sorted by their bytes.
    ///
    /// The corresponding C function is `readdir`.
    package func names() throws(SystemError) -> [String] {
        let number = try number(opening: ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard let stream = unsafe fdopendir(number) else {
            let error = SystemError(number: errno)
            close(number)
            throw error
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                let capacity = unsafe MemoryLayout.size(ofValue: field.pointee)
                return unsafe field.withMemoryRebound(to: CChar.self, capacity: capacity) {
                    unsafe FilePath($0).text
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.precedesByBytes($1) }
    }

    /// The status of the folder itself.
    ///
    /// The corresponding C function is `fstat`.
    package func status() throws(SystemError) -> FileStatus {
        try .of(descriptor: descriptor.number)
    }

    /// The status of what has a name in the folder.
    ///
    /// The corresponding C function is `fstatat`.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - followsLink: Whether a symbolic link means what it leads to.
    /// - Returns: The status.
    /// - Throws: `SystemError`; `isAbsence` tells that there is nothing.
    package func status(
        of name: String,
        followingLink followsLink: Bool = false
    ) throws(SystemError) -> FileStatus {
        try .of(name, in: descriptor.number, followsLink ? 0 : AT_SYMLINK_NOFOLLOW)
    }

    /// Whether anything has a name in the folder, a link that leads nowhere included.
    package func holds(_ name: String) -> Bool { (try? status(of: name)) != nil }

    /// Whether names may be made in the folder.
    ///
    /// The corresponding C function is `faccessat`.
    package var isWritable: Bool {
        unsafe faccessat(descriptor.number, ".", W_OK | X_OK, 0) == 0
    }

    /// The bytes that its file system has left.
    ///
    /// The C function is `fstatvfs`.
    package var availableByteCount: UInt64? {
        var status = statvfs()
        guard unsafe fstatvfs(descriptor.number, &status) == 0, status.f_blocks > 0 else {
            return nil
        }
        return UInt64(status.f_bavail).multipliedExactly(by: UInt64(status.f_frsize))
    }

    /// Whether something may be mounted at a name; kernels before 5.8 do not say.
    ///
    /// The corresponding C function is `statx`.
    package func mayBeMountPoint(_ name: String) -> Bool {
        FilePath(name).withCString { unsafe is_mount_root(descriptor.number, $0) != 0 }
    }
}

/// How names in a folder change.
extension Folder {
    /// Makes a folder in this one.
    ///
    /// The corresponding C function is `mkdirat`.
    package func makeFolder(_ name: String) throws(SystemError) {
        try systemCall(name) { Int(unsafe mkdirat(descriptor.number, $0, 0o777)) }
    }

    /// Moves what has a name in the folder to a name in another one.
    ///
    /// Without `replacing`, a file that has the name already is left alone and an error is thrown,
    /// even when it came into being a moment ago. The C functions are `linkat` and `renameat`.
    package func rename(
        _ name: String,
        to target: Folder,
        as newName: String,
        replacing: Bool
    ) throws(SystemError) {
        guard !replacing else { return try move(name, to: target, as: newName) }
        do throws(SystemError) {
            try addName(newName, in: target, to: name)
            remove(name)
        } catch {
            // Not every file system has hard links.
            guard error.isIncapacity && !target.holds(newName) else { throw error }
            try move(name, to: target, as: newName)
        }
    }

    /// Moves a file or folder; a file that has the name, or an empty folder, is replaced.
    ///
    /// The corresponding C function is `renameat`.
    package func move(
        _ name: String,
        to target: Folder,
        as newName: String
    ) throws(SystemError) {
        let (from, to) = (descriptor.number, target.descriptor.number)
        try systemCall(name, newName) { Int(unsafe renameat(from, $0, to, $1)) }
    }

    /// Gives a file of this folder a second name in another; a link is not followed.
    ///
    /// The corresponding C function is `linkat`.
    package func addName(
        _ newName: String,
        in target: Folder,
        to name: String
    ) throws(SystemError) {
        let (from, to) = (descriptor.number, target.descriptor.number)
        try systemCall(name, newName) { Int(unsafe linkat(from, $0, to, $1, 0)) }
    }

    /// Lets two names change places; whoever looks sees both as they were, or both exchanged.
    ///
    /// The corresponding C function is `renameat2`.
    package func exchange(_ first: String, _ second: String) throws(SystemError) {
        try systemCall(first, second) {
            Int(unsafe exchange_names(descriptor.number, $0, $1))
        }
    }

    /// Gives a folder in this one the owner and the permissions of another.
    ///
    /// The corresponding C functions are `fstatat`, `fchownat` and `fchmodat`.
    package func copyOwnership(of source: String, to target: String) throws(SystemError) {
        let number = descriptor.number
        var (from, to) = (stat(), stat())
        try systemCall(source) { Int(unsafe fstatat(number, $0, &from, AT_SYMLINK_NOFOLLOW)) }
        try systemCall(target) { Int(unsafe fstatat(number, $0, &to, AT_SYMLINK_NOFOLLOW)) }
        if (from.st_uid, from.st_gid) != (to.st_uid, to.st_gid) {
            try systemCall(target) {
                Int(unsafe fchownat(number, $0, from.st_uid, from.st_gid, 0))
            }
        }
        try systemCall(target) { Int(unsafe fchmodat(number, $0, from.st_mode & 0o7777, 0)) }
    }

    /// Removes a file or an empty folder, if it is there.
    ///
    /// The C function is `unlinkat`.
    package func remove(_ name: String) {
        FilePath(name).withCString { name in
            guard unsafe unlinkat(descriptor.number, name, 0) != 0 else { return }
            unsafe unlinkat(descriptor.number, name, AT_REMOVEDIR)
        }
    }

    /// Removes a folder with all that it holds, or a file, if it is there; links are not followed.
    package func removeAll(_ name: String) {
        if let inner = try? folder(name) {
            for name in (try? inner.names()) ?? [] { inner.removeAll(name) }
        }
        remove(name)
    }

    /// Forces the names in the folder to the disk.
    ///
    /// The corresponding C function is `fsync`.
    package func synchronize() throws(FileError) {
        do throws(SystemError) {
            let readable = try open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            try systemCall { Int(fsync(readable.number)) }
        } catch { throw error.error(.inputOutput, path, "cannot be forced to the disk") }
    }
}
