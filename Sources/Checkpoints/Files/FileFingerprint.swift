/// What tells a file from the same path at another time, without reading its bytes.
///
/// Two fingerprints that are equal stand for the same bytes unless somebody set the file's date
/// back on purpose.
public struct FileFingerprint: Sendable, Hashable, Codable {
    /// The path, as it was given.
    public let path: String
    /// The size in bytes.
    public let bytes: UInt64
    /// The time of the last change, in nanoseconds since 1970.
    public let modified: Int

    /// Takes the fingerprint of a file.
    ///
    /// - Throws: `CheckpointError` with the code `missing` when there is none.
    public static func of(_ path: String) throws(CheckpointError) -> FileFingerprint {
        do throws(SystemError) {
            let status = try FileStatus.of(path)
            return FileFingerprint(
                path: path,
                bytes: status.byteCount,
                modified: status.modifiedNanosecondsSince1970
            )
        } catch { throw error.error(.missing, path, "cannot be examined") }
    }
}
