internal import Checkpoints
internal import SystemFiles

/// A text that a command leaves as a file next to its result.
struct TextFile {
    private let path: String
    private let place: OutputPlace
    private let policy: OutputPolicy

    /// Names a file that is written later, and refuses now what could not be written then.
    ///
    /// - Parameters:
    ///   - path: Where the text goes.
    ///   - policy: How the file takes its place; it has no shards.
    ///   - inputs: Files that are never replaced.
    /// - Throws: `FileError`.
    init(_ path: String, _ policy: OutputPolicy, keeping inputs: [String]) throws(FileError) {
        self.path = path
        self.policy = policy
        if FileSystem.exists(path) {
            guard policy.replaces else {
                throw FileError(.exists, path, "is there already; --force replaces it")
            }
            let status = try? FileStatus.of(path)
            guard status.map(\.isFile) ?? true else {
                throw FileError(.cannotCreate, path, "is there already and is not a file")
            }
            let isInput = inputs.contains { input in
                status != nil && (try? FileStatus.of(input))?.identity == status?.identity
            }
            guard !isInput else { throw FileError(.exists, path, "is one of the inputs") }
        }
        guard let place = try? OutputPlace.find(path), place.folder.isWritable else {
            let message = "its folder does not exist or is not writable"
            throw FileError(.cannotCreate, path, message)
        }
        self.place = place
    }

    /// Writes the text whole, or leaves what was there.
    func write(_ text: String) throws(FileError) {
        do throws(FileError) {
            try place.write(
                Array(text.utf8),
                replacing: policy.replaces,
                isDurable: policy.isDurable
            )
        } catch {
            var error = error
            error.path = path
            throw error
        }
    }
}
