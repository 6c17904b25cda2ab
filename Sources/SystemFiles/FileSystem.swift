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
        return unsafe access(path, X_OK) == 0
    }

    /// Whether anything is at a path, a link that leads nowhere included.
    package static func exists(_ path: String) -> Bool { (try? FileStatus.ofLink(path)) != nil }

    /// The names in a folder, sorted.
    ///
    /// The corresponding C function is `readdir`.
    package static func names(in folder: String) throws(FileError) -> [String] {
        guard let stream = unsafe opendir(folder) else {
            throw SystemError(number: errno).error(.missing, folder, "cannot be listed")
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                let capacity = unsafe MemoryLayout.size(ofValue: field.pointee)
                return unsafe field.withMemoryRebound(to: CChar.self, capacity: capacity) {
                    unsafe String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.precedesByBytes($1) }
    }

    /// The path that is left when all symbolic links are followed, or nil when one leads nowhere.
    ///
    /// The corresponding C function is `realpath`.
    package static func resolved(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Where a symbolic link leads, or nil when there is none.
    ///
    /// The corresponding C function is `readlink`.
    package static func linkTarget(of path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = unsafe readlink(path, &bytes, bytes.count - 1)
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The bytes that the file system of a folder has left.
    ///
    /// The C function is `statvfs`.
    package static func availableByteCount(at folder: String) -> UInt64? {
        var status = statvfs()
        guard unsafe statvfs(folder, &status) == 0, status.f_blocks > 0 else { return nil }
        let (bytes, overflow) = UInt64(status.f_bavail)
            .multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflow ? nil : bytes
    }

    /// Creates a folder.
    ///
    /// The corresponding C function is `mkdir`.
    package static func makeFolder(_ path: String) throws(FileError) {
        do throws(SystemError) {
            try systemCall { Int(unsafe mkdir(path, 0o777)) }
        } catch { throw error.error(.cannotCreate, path, "the folder cannot be made") }
    }

    /// Gives a file its final name.
    ///
    /// Without `replacing`, a file that has the name already is left alone and an error is thrown,
    /// even when it came into being a moment ago. The C functions are `link` and `rename`.
    package static func rename(
        _ source: String,
        to target: String,
        replacing: Bool
    ) throws(FileError) {
        do throws(SystemError) {
            if replacing {
                try systemCall { Int(unsafe Glibc.rename(source, target)) }
            } else {
                try systemCall { Int(unsafe link(source, target)) }
                remove(source)
            }
        } catch {
            // Not every file system has hard links.
            guard !replacing && error.isIncapacity && !exists(target) else {
                throw refusal(of: target, error)
            }
            try rename(source, to: target, replacing: true)
        }
    }

    /// Gives a folder its final name, which only an empty folder may have already.
    ///
    /// The corresponding C function is `rename`.
    package static func renameFolder(_ source: String, to target: String) throws(FileError) {
        do throws(SystemError) {
            try systemCall { Int(unsafe Glibc.rename(source, target)) }
        } catch { throw refusal(of: target, error) }
    }

    private static func refusal(of target: String, _ error: SystemError) -> FileError {
        let code: FileError.Code = error.isPresence ? .exists : .cannotCreate
        return error.error(code, target, "the output cannot be put in place")
    }

    /// Removes a folder with all that it holds, or a file, if it is there; links are not followed.
    package static func removeAll(_ path: String) {
        if let status = try? FileStatus.ofLink(path), status.isFolder {
            for name in (try? names(in: path)) ?? [] { removeAll(join(path, name)) }
        }
        remove(path)
    }

    /// Makes a folder that nobody else uses, in the one that the variable `TMPDIR` names or in
    /// `/tmp`, and returns its path without symbolic links.
    package static func makeTemporaryFolder(
        in parent: String? = nil
    ) throws(FileError) -> String {
        let variable = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) }
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
    @discardableResult
    package static func remove(_ path: String) -> Bool { unsafe Glibc.remove(path) == 0 }

    /// Forces the names in a folder to the disk.
    ///
    /// The corresponding C function is `fsync`.
    package static func synchronize(folder: String) throws(FileError) {
        do throws(SystemError) {
            let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
            let descriptor = Int32(try systemCall { Int(unsafe open(folder, flags)) })
            defer { close(descriptor) }
            try systemCall { Int(fsync(descriptor)) }
        } catch { throw error.error(.inputOutput, folder, "cannot be forced to the disk") }
    }
}
