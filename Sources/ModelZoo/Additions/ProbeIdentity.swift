internal import Checkpoints
package import Evaluation
internal import SystemFiles

/// What tells the images of a probe from others.
package enum ProbeIdentity {
    /// The SHA-256 of a file of pixels, or of the names and the contents of all images below a folder.
    ///
    /// - Parameters:
    ///   - dataSet: The images.
    ///   - path: The file or the folder.
    /// - Returns: 64 hexadecimal digits.
    /// - Throws: `FileError` when an image cannot be read.
    /// - Complexity: O(bytes).
    package static func digest(of dataSet: DataSet, at path: String) throws -> String {
        guard FileSystem.isFolder(path) else {
            let checkpoint = try CheckpointInput.plain(path).open()
            return try checkpoint.checksums().joined()
        }
        var digest = SHA256()
        for image in 0..<dataSet.count {
            let name = dataSet.itemName(at: image)
            digest.update(Array(name.utf8) + [0])
            digest.update(try FileContents.read(FileSystem.join(path, name)))
        }
        return digest.finish()
    }
}
