internal import Glibc

/// The calls that concern files, with their errors as numbers.
enum OperatingSystem {
    /// The system's words for an error.
    static func text(ofError number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }

    /// Makes a folder that is not there yet, and returns its path without symbolic links.
    ///
    /// The corresponding C functions are `mkdir` and `realpath`.
    static func makeFolder(_ path: String) throws(BenchmarkError) -> String {
        guard unsafe mkdir(path, 0o777) == 0, let resolved = unsafe realpath(path, nil) else {
            throw .folder(path: path, errorNumber: errno)
        }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// The bytes that the file system of a folder has left.
    ///
    /// The C function is `statvfs`.
    static func availableByteCount(at folder: String) throws(BenchmarkError) -> Int {
        var status = statvfs()
        guard unsafe statvfs(folder, &status) == 0 else {
            throw .folder(path: folder, errorNumber: errno)
        }
        return Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }

    /// The size of a file; 0 when there is none.
    static func byteCount(of file: String) -> Int {
        var status = stat()
        return unsafe stat(file, &status) == 0 ? status.st_size : 0
    }

    /// Writes to the disk what only the page cache holds of a file.
    ///
    /// The C function is `fsync`.
    static func forceToDisk(_ file: String) throws(BenchmarkError) {
        try withDescriptor(of: file) { fsync($0) == 0 ? 0 : errno }
    }

    /// Drops a file from the page cache, as far as it is on the disk.
    ///
    /// The C function is `posix_fadvise`.
    static func dropFromCache(_ file: String) throws(BenchmarkError) {
        try withDescriptor(of: file) { posix_fadvise($0, 0, 0, POSIX_FADV_DONTNEED) }
    }

    private static func withDescriptor(
        of file: String,
        _ call: (Int32) -> Int32
    ) throws(BenchmarkError) {
        let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .folder(path: file, errorNumber: errno) }
        defer { close(descriptor) }
        let error = call(descriptor)
        guard error == 0 else { throw .folder(path: file, errorNumber: error) }
    }
}
