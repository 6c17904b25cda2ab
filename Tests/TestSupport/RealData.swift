import Foundation

/// Real checkpoints beside the repository, or where `STOCKPOT_TEST_DATA` says.
///
/// Tests that use them are skipped, with a message, where they are not.
public enum RealData {
    /// The folder of the CIFAR-10 checkpoints.
    public static let folder: String = {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let data =
            ProcessInfo.processInfo.environment["STOCKPOT_TEST_DATA"]
            ?? root.appendingPathComponent("../shared/data").standardizedFileURL.path
        return data + "/cifar10-vit"
    }()

    /// Whether the folder holds this name.
    public static func holds(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder + "/" + name)
    }
}
