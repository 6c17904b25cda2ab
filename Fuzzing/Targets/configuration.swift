@testable import Checkpoints

/// A configuration beside weights; what it says must be possible.
func examine(_ input: [UInt8]) throws(CheckpointError) {
    var parser = VisionConfigurationParser(input, path: "config.json", limits: .standard)
    let found = try parser.parse()
    let sizes = [
        found.width, found.headCount, found.headWidth, found.imageSize, found.patchSize,
        found.blockCount,
    ]
    require(sizes.allSatisfy { ($0 ?? 1) > 0 }, "a size that is not positive")
}
