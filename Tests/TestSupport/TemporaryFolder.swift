import Foundation

/// A folder for one test, removed with all it holds when it is let go.
public final class TemporaryFolder: Sendable {
    /// The absolute path.
    public let path: String

    /// Creates an empty folder.
    public init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("stockpot-tests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a name inside the folder.
    public func path(_ name: String) -> String { path + "/" + name }

    /// Writes a file and returns its path; makes the folders on the way to it.
    @discardableResult
    public func write(_ bytes: [UInt8], as name: String) throws -> String {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: url)
        return url.path
    }

    /// Writes a text file and returns its path.
    @discardableResult
    public func write(_ text: String, as name: String) throws -> String {
        try write(Array(text.utf8), as: name)
    }

    /// The bytes of a file inside the folder.
    public func bytes(of name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// All names inside the folder and inside a folder of it, hidden ones included, sorted.
    public func names(in folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
    }
}
