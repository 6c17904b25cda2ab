import Foundation

/// Real checkpoints beside the repository, or where `STOCKPOT_TEST_DATA` says.
///
/// Tests that use them are skipped, with a message, where they are not.
public enum RealData {
    /// The folder of all real data.
    private static let root: String = {
        let repository = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return ProcessInfo.processInfo.environment["STOCKPOT_TEST_DATA"]
            ?? repository.appendingPathComponent("../shared/data").standardizedFileURL.path
    }()

    /// The folder of the CIFAR-10 checkpoints.
    public static let folder = root + "/cifar10-vit"

    /// The folder of photos of ImageNet's classes, and what Pillow makes of them.
    public static let photoFolder = root + "/imagenet"

    /// Whether the folder holds this name.
    public static func holds(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder + "/" + name)
    }
}
