internal import FoundationEssentials

/// A folder that exists while something is worked out.
enum TemporaryFolder {
    /// Calls a function with the path of a new folder, and removes the folder.
    ///
    /// - Throws: When the folder cannot be made, and what the function throws.
    static func during(_ body: (String) throws -> Void) throws {
        let manager = FileManager.default
        let folder = manager.temporaryDirectory.appending(path: "stockpot-\(UUID().uuidString)")
        try manager.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? manager.removeItem(at: folder) }
        try body(folder.path)
    }
}
