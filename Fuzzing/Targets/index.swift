@testable import Checkpoints
import SystemFiles
import Tensors
import TextFormats

/// The index of a sharded checkpoint; no name in it may lead out of its folder.
func examine(_ input: [UInt8]) throws(CheckpointError) {
    let file = try rethrowing(InputFile.open(MemoryFile.path(holding: input)))
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
    try checkSelection(by: index, of: input)
}

/// The tensors that the index names are selected whole, and none may be missing, twice or elsewhere.
private func checkSelection(by index: ShardIndex, of input: [UInt8]) throws(CheckpointError) {
    let map = try CheckpointError.readingJSON(in: "x") { () throws(JSONError) in
        var parser = try ShardIndexParser(input, path: "x", limits: .standard)
        return try parser.parse()
    }
    let names = map.fileNames.sorted { $0.precedesByBytes($1) }
    let tensors = (0..<map.tensors.count).map { number in
        let name = UTF8Key(map.fileNames[Int(map.fileNumbers[number])])
        return record(map.tensors[number], in: names.firstIndex { UTF8Key($0) == name } ?? 0)
    }
    var warnings: [String] = []
    let extra = record("a name that is not in the index", in: 0)
    require(
        try index.select(TensorList(tensors), warnings: &warnings).count == tensors.count,
        "one is lost"
    )
    guard let last = tensors.last, map.tensors.number(of: extra.name) == nil else { return }
    require(warnings.isEmpty, "a warning without a reason")
    let more = try index.select(TensorList(tensors + [extra]), warnings: &warnings)
    require(more.count == tensors.count && warnings.count == 1, "a tensor too many is taken")
    require(isRefused(tensors.dropLast(), by: index), "a missing tensor is not missed")
    require(isRefused(tensors + [last], by: index), "a tensor may stand twice")
    let elsewhere = record(last.name, in: last.file + 1)
    require(isRefused(tensors.dropLast() + [elsewhere], by: index), "a tensor may stand elsewhere")
}

private func isRefused(_ tensors: [TensorRecord], by index: ShardIndex) -> Bool {
    var warnings: [String] = []
    do throws(CheckpointError) {
        _ = try index.select(TensorList(tensors), warnings: &warnings)
    } catch {
        return true
    }
    return false
}

private func record(_ name: String, in file: Int) -> TensorRecord {
    var columns = TensorColumns()
    columns.append(.u8, .scalar, file: file)
    return TensorList(TensorNames([name]), columns)[0]
}
