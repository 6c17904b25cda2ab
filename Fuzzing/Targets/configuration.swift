@testable import CLIPModels
@testable import Checkpoints
import TextFormats

/// A configuration next to weights; what it says must be possible, and with other numbers of blocks it
/// must remain one.
func examine(_ input: [UInt8]) throws(CheckpointError) {
    let found = try configuration(input)
    let sizes = [
        found.width, found.headCount, found.headWidth, found.imageSize, found.patchSize,
        found.blockCount,
    ]
    require(sizes.allSatisfy { ($0 ?? 1) > 0 }, "a size that is not positive")
    let counts = TowerBlockCounts(vision: 7, text: 3)
    let changed = try counts.replaced(in: input, path: "config.json")
    do throws(CheckpointError) { _ = try configuration(changed) } catch {
        require(false, "other numbers of blocks break the configuration: \(error)")
    }
}

private func configuration(_ bytes: [UInt8]) throws(CheckpointError) -> VisionConfiguration {
    try CheckpointError.readingJSON(in: "config.json") { () throws(JSONError) in
        var parser = try VisionConfigurationParser(bytes, limits: .standard)
        return try parser.parse()
    }
}
