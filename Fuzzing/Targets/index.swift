@testable import Checkpoints

/// The index of a sharded checkpoint; no name in it may lead out of its folder.
func examine(_ input: [UInt8]) throws(CheckpointError) {
    let file = try InputFile.open(MemoryFile.path(holding: input))
    let index = try ShardIndex.read(file, limits: .standard)
    let folder = Array(FileSystem.folder(of: file.path).utf8) + [UInt8(ascii: "/")]
    for path in index.paths {
        let bytes = Array(path.utf8)
        require(bytes.starts(with: folder), "a path leads out of the folder")
        let name = bytes.dropFirst(folder.count)
        let forbidden = [UInt8(ascii: "/"), UInt8(ascii: "\\"), 0]
        require(!name.contains(where: forbidden.contains), "a name is a path")
        require(!name.isEmpty && name != [0x2E] && name != [0x2E, 0x2E], "a name is a folder")
    }
    var warnings: [String] = []
    _ = try index.select([], warnings: &warnings)
}
