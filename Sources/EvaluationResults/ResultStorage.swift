internal import Glibc

/// The calls by which results reach the disk.
enum ResultStorage {
    /// The bytes of a file.
    ///
    /// The corresponding C functions are `open` and `read`.
    static func contents(of path: String) throws(EvaluationResultsError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(.missing, path, "cannot be opened") }
        defer { close(descriptor) }
        return try contents(of: descriptor, path)
    }

    /// Appends a line whose text depends on what the file holds.
    ///
    /// The corresponding C functions are `open`, `flock`, `ftruncate`, `write` and `fsync`.
    ///
    /// - Parameters:
    ///   - path: The file, which is made when it is not there.
    ///   - decide: From the file's bytes, how many of them to keep and what to add.
    /// - Throws: `EvaluationResultsError` from a call, or from `decide`.
    static func append(
        to path: String,
        _ decide: ([UInt8]) throws(EvaluationResultsError) -> (keep: Int, line: [UInt8])
    ) throws(EvaluationResultsError) {
        let flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC
        let descriptor = unsafe open(path, flags, 0o666)
        guard descriptor >= 0 else { throw failure(.inputOutput, path, "cannot be opened") }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else {
            throw failure(.inputOutput, path, "cannot be locked")
        }
        let contents = try contents(of: descriptor, path)
        let (keep, line) = try decide(contents)
        if keep < contents.count, ftruncate(descriptor, off_t(keep)) != 0 {
            throw failure(.inputOutput, path, "cannot be shortened")
        }
        let written = unsafe line.withUnsafeBytes { bytes in
            unsafe write(descriptor, bytes.baseAddress, bytes.count)
        }
        guard written == line.count, fsync(descriptor) == 0 else {
            throw failure(.inputOutput, path, "cannot be written")
        }
    }

    private static func contents(
        of descriptor: Int32,
        _ path: String
    ) throws(EvaluationResultsError) -> [UInt8] {
        var contents: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe read(descriptor, bytes.baseAddress, bytes.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(.missing, path, "cannot be read") }
            guard count > 0 else { return contents }
            contents += buffer.prefix(count)
        }
    }

    private static func failure(
        _ code: EvaluationResultsError.Code,
        _ path: String,
        _ action: String
    ) -> EvaluationResultsError {
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
        return EvaluationResultsError(code, path, "\(action): \(reason)")
    }
}
