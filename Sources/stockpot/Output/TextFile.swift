internal import FoundationEssentials

/// A text that a command leaves as a file beside its result.
struct TextFile {
    private let path: String

    /// Names a file that is written later, and refuses now what could not be written then.
    ///
    /// - Parameters:
    ///   - path: Where the text goes.
    ///   - replacing: Whether a file that is there already may be replaced.
    ///   - inputs: Files that are never replaced.
    /// - Throws: `TextFileError`.
    init(_ path: String, replacing: Bool, keeping inputs: [String]) throws {
        self.path = path
        let manager = FileManager.default
        if let identity = Self.identity(of: path) {
            guard replacing else {
                throw TextFileError(path, "is there already; --force replaces it")
            }
            guard !inputs.contains(where: { Self.identity(of: $0) == identity }) else {
                throw TextFileError(path, "is one of the inputs")
            }
        }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        guard manager.isWritableFile(atPath: folder) else {
            throw TextFileError(path, "its folder does not exist or is not writable")
        }
    }

    /// Writes the text whole, or leaves what was there.
    func write(_ text: String) throws {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
            throw TextFileError(path, "the disk is full", isDiskFull: true)
        } catch {
            throw TextFileError(path, "cannot be written")
        }
    }

    /// What tells two paths to one file from two files; nil where there is none.
    private static func identity(of path: String) -> [Int]? {
        guard let values = try? FileManager.default.attributesOfItem(atPath: path) else {
            return nil
        }
        let numbers = [values[.systemNumber], values[.systemFileNumber]]
        return numbers.map { ($0 as? any BinaryInteger).map { Int(truncatingIfNeeded: $0) } ?? 0 }
    }
}

/// A file that could not be written.
struct TextFileError: Error, CustomStringConvertible {
    let isDiskFull: Bool
    private let path: String
    private let reason: String

    init(_ path: String, _ reason: String, isDiskFull: Bool = false) {
        self.path = path
        self.reason = reason
        self.isDiskFull = isDiskFull
    }

    var description: String { "\(path): \(reason)" }
}
