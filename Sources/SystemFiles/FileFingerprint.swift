import TextFormats

/// What tells a file from the same path at another time, without reading its bytes.
///
/// Two fingerprints that are equal stand for the same bytes unless somebody set the file's date
/// back on purpose.
package struct FileFingerprint: Sendable, Equatable, Codable {
    /// The path, as it was given.
    package let path: String
    /// The size in bytes.
    package let bytes: UInt64
    /// The time of the last change, in nanoseconds since 1970.
    package let modified: Int

    package static func == (left: FileFingerprint, right: FileFingerprint) -> Bool {
        left.path.isExactly(right.path) && left.bytes == right.bytes
            && left.modified == right.modified
    }

    /// Takes the fingerprint of a file.
    ///
    /// - Throws: `FileError` with the code `missing` when there is none.
    package static func of(_ path: String) throws(FileError) -> FileFingerprint {
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
