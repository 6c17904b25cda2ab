package import Checkpoints
internal import SystemFiles
internal import TextFormats

/// A model as records of a zoo name it: the path that was given, and where it was read the SHA-256 of its
/// weights.
package struct ModelIdentity: Sendable, Equatable {
    /// The path as it was given.
    package let path: String
    /// The SHA-256 of the weights, in hexadecimal; nil where nobody read them.
    package let sha256: String?

    /// Names a model.
    package init(path: String, sha256: String?) {
        self.path = path
        self.sha256 = sha256
    }

    /// Reads a model's weights.
    ///
    /// Of several files the digest is that of their digests, one to a line.
    ///
    /// - Parameters:
    ///   - checkpoint: The model.
    ///   - path: The path as it was given.
    /// - Throws: `CheckpointError` when a file cannot be read.
    /// - Complexity: O(bytes of the weights) time, a megabyte of memory.
    package init(_ checkpoint: Checkpoint, path: String) throws(CheckpointError) {
        let files = try checkpoint.checksums()
        self.init(path: path, sha256: files.count == 1 ? files[0] : Self.digest(of: files))
    }

    /// What tells the model from others: the digest where it is known, else the path.
    package var key: String { sha256 ?? path }

    private static func digest(of lines: [String]) -> String {
        var digest = SHA256()
        digest.update(Array(lines.map { $0 + "\n" }.joined().utf8))
        return digest.finish()
    }
}
