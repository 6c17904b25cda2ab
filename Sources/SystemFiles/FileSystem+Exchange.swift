internal import CSystemCalls
import Glibc

/// What it takes to replace a whole folder in one step.
extension FileSystem {
    /// Lets two paths change places; whoever looks sees both as they were, or both exchanged.
    ///
    /// The corresponding C function is `renameat2`.
    package static func exchange(_ first: String, _ second: String) throws(SystemError) {
        try systemCall { Int(unsafe exchange_paths(first, second)) }
    }

    /// Gives what is at a path a second name; a link is not followed.
    ///
    /// The corresponding C function is `link`.
    package static func addName(_ target: String, to source: String) throws(SystemError) {
        try systemCall { Int(unsafe link(source, target)) }
    }

    /// Whether a folder may be where something is mounted; kernels before 5.8 do not say.
    ///
    /// The corresponding C function is `statx`.
    package static func mayBeMountPoint(_ path: String) -> Bool { unsafe is_mount_root(path) != 0 }

    /// Whether names may be made in a folder.
    ///
    /// The corresponding C function is `access`.
    package static func isWritable(_ folder: String) -> Bool {
        unsafe access(folder, W_OK | X_OK) == 0
    }

    /// Gives a folder the owner and the permissions of another one.
    ///
    /// The corresponding C functions are `stat`, `chown` and `chmod`.
    package static func copyOwnership(of source: String, to target: String) throws(SystemError) {
        var (from, to) = (stat(), stat())
        try systemCall { Int(unsafe stat(source, &from)) }
        try systemCall { Int(unsafe stat(target, &to)) }
        if (from.st_uid, from.st_gid) != (to.st_uid, to.st_gid) {
            try systemCall { Int(unsafe chown(target, from.st_uid, from.st_gid)) }
        }
        try systemCall { Int(unsafe chmod(target, from.st_mode & 0o7777)) }
    }
}
