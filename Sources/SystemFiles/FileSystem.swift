import Glibc
import TextFormats

/// The calls that concern names rather than the bytes of open files.
package enum FileSystem {
    /// Whether a path leads to a folder.
    package static func isFolder(_ path: String) -> Bool {
        ((try? FileStatus.of(path))?.isFolder) ?? false
    }

    /// Whether a path leads to a program that may be run.
    ///
    /// The corresponding C function is `access`.
    package static func isExecutable(_ path: String) -> Bool {
        guard let status = try? FileStatus.of(path), status.isFile else { return false }
        return FilePath(path).withCString { unsafe access($0, X_OK) == 0 }
    }

    /// Whether anything is at a path, a link that leads nowhere included.
    package static func exists(_ path: String) -> Bool { (try? FileStatus.ofLink(path)) != nil }

    /// The names in a folder, sorted.
    ///
    /// The corresponding C function is `readdir`.
    package static func names(in folder: String) throws(FileError) -> [String] {
        do throws(SystemError) { return try Folder.find(folder).names() } catch {
            throw error.error(.missing, folder, "cannot be listed")
        }
    }

    /// The path that is left when all symbolic links are followed, or nil when one leads nowhere.
    ///
    /// The corresponding C function is `realpath`.
    package static func resolved(_ path: String) -> String? {
        FilePath(path).withCString { path in
            guard let resolved = unsafe realpath(path, nil) else { return nil }
            defer { unsafe free(resolved) }
            return unsafe FilePath(resolved).text
        }
    }

    /// Where a symbolic link leads, or nil when there is none.
    ///
    /// The corresponding C function is `readlink`.
    package static func linkTarget(of path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = FilePath(path).withCString { unsafe readlink($0, &bytes, bytes.count - 1) }
        guard count > 0 else { return nil }
        return ByteNotation.text(bytes.prefix(count).map { UInt8(bitPattern: $0) })
    }

    /// The bytes that the file system of a folder has left.
    ///
    /// The C function is `fstatvfs`.
    package static func availableByteCount(at folder: String) -> UInt64? {
        (try? Folder.find(folder))?.availableByteCount
    }

    /// Creates a folder.
    ///
    /// The corresponding C function is `mkdir`.
    package static func makeFolder(_ path: String) throws(FileError) {
        do throws(SystemError) {
            try systemCall(path) { Int(unsafe mkdir($0, 0o777)) }
        } catch { throw error.error(.cannotCreate, path, "the folder cannot be made") }
    }

    /// Creates a folder, and those above it that are not there; one that is there is left alone.
    package static func makeFolders(_ path: String) throws(FileError) {
        guard !isFolder(path) else { return }
        let parent = folder(of: path)
        if !parent.isExactly(path) { try makeFolders(parent) }
        do throws(FileError) { try makeFolder(path) } catch {
            // Another process may have made it meanwhile.
            guard isFolder(path) else { throw error }
        }
    }

    /// Removes a folder with all that it holds, or a file, if it is there; links are not followed.
    package static func removeAll(_ path: String) {
        let path = withoutTrailingSlashes(path)
        (try? Folder.find(folder(of: path)))?.removeAll(name(of: path))
    }

    /// Makes a folder that nobody else uses, in the one that the variable `TMPDIR` names or in
    /// `/tmp`, and returns its path without symbolic links.
    package static func makeTemporaryFolder(
        in parent: String? = nil
    ) throws(FileError) -> String {
        let variable = unsafe getenv("TMPDIR").map { unsafe FilePath($0).text }
        let name = "stockpot-" + String(UInt64.random(in: .min ... .max), radix: 16)
        let path = join(parent ?? variable ?? "/tmp", name)
        try makeFolder(path)
        return resolved(path) ?? path
    }

    /// Writes to the disk what only the page cache holds of a file.
    ///
    /// The corresponding C function is `fsync`.
    package static func synchronize(file: String) throws(FileError) {
        let file = try InputFile.open(file)
        do throws(SystemError) { try systemCall { Int(fsync(file.descriptor)) } } catch {
            throw error.error(.inputOutput, file.path, "cannot be forced to the disk")
        }
    }

    /// Drops a file from the page cache, as far as it is on the disk.
    ///
    /// The corresponding C function is `posix_fadvise`.
    package static func dropFromCache(_ file: String) throws(FileError) {
        let file = try InputFile.open(file)
        // This call returns its error instead of setting errno.
        let number = posix_fadvise(file.descriptor, 0, 0, POSIX_FADV_DONTNEED)
        guard number == 0 else {
            throw SystemError(number: number)
                .error(.inputOutput, file.path, "cannot be dropped from the page cache")
        }
    }

    /// Removes a file or an empty folder, if it is there.
    ///
    /// The C function is `remove`.
    package static func remove(_ path: String) {
        _ = FilePath(path).withCString { unsafe Glibc.remove($0) }
    }
}
