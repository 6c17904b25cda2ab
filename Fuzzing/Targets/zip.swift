@testable import PyTorchFiles
import SystemFiles

/// A zip file; its entries lie before the directory, apart from each other, under different names.
func examine(_ input: [UInt8]) throws(PyTorchError) {
    let file = try rethrowing(InputFile.open(MemoryFile.path(holding: input)))
    let archive = try ZipArchive.read(file, limits: .standard)
    var names: Set<[UInt8]> = []
    var end: UInt64 = 0
    for entry in archive.entries {
        require(names.insert(Array(entry.name.utf8)).inserted, "a name occurs twice")
        require(entry.name.utf8.starts(with: archive.prefix.utf8), "a name has another prefix")
        require(entry.headerOffset >= end, "entries overlap")
        require(entry.offset > entry.headerOffset, "an entry's bytes begin before it")
        require(entry.end >= entry.offset && entry.end <= file.byteCount, "an entry is too long")
        require(!entry.name.utf8.contains(0), "a name holds a NUL")
        end = entry.end
    }
    try archive.validateChecksums()
}
