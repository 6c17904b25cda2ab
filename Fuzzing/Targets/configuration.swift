@testable import CLIPModels
import Checkpoints

/// A configuration beside weights; what it says must be possible, and with other numbers of blocks it
/// must remain one.
func examine(_ input: [UInt8]) throws(CheckpointError) {
    var parser = VisionConfigurationParser(input, path: "config.json", limits: .standard)
    let found = try parser.parse()
    let sizes = [
        found.width, found.headCount, found.headWidth, found.imageSize, found.patchSize,
        found.blockCount,
    ]
    require(sizes.allSatisfy { ($0 ?? 1) > 0 }, "a size that is not positive")
    let counts = TowerBlockCounts(vision: 7, text: 3)
    let changed = try counts.replaced(in: input, path: "config.json")
    var again = VisionConfigurationParser(changed, path: "config.json", limits: .standard)
    do throws(CheckpointError) { _ = try again.parse() } catch {
        require(false, "other numbers of blocks break the configuration: \(error)")
    }
}
