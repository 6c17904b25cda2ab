import Checkpoints
import SyntheticCheckpoints
import Tensors
import TestSupport

/// A family on disk, measured with plain loops that know nothing about how it was made.
struct MeasuredFamily {
    let base: Checkpoint
    let models: [Checkpoint]
    private let folder: TemporaryFolder
    private let type: FloatingPointType

    init(_ family: SyntheticFamily) throws {
        let folder = try TemporaryFolder()
        try family.write(to: folder.path("family"))
        let paths = family.folderNames.map { folder.path("family/" + $0) }
        base = try .open(paths[0])
        models = try paths.dropFirst().map { try .open($0) }
        type = family.type
        self.folder = folder
    }

    /// The task vector of a tensor for every model.
    func taskVectors(_ name: String) throws -> [[Double]] {
        let anchor = try values(name, in: base)
        return try models.map { model in
            zip(try values(name, in: model), anchor).map { $0 - $1 }
        }
    }

    func values(_ name: String, in checkpoint: Checkpoint) throws -> [Double] {
        guard let record = checkpoint[name] else { return [] }
        let count = record.shape.elementCount
        var bytes = AlignedBuffer<UInt8>(repeating: 0, count: record.byteCount)
        var destination = bytes.mutableBytes(0..<record.byteCount)
        try checkpoint.read(record, at: 0, into: &destination)
        var wide = AlignedBuffer<Double>(repeating: 0, count: count)
        var span = wide.mutableSpan
        type.widen(bytes.bytes(0..<record.byteCount), into: &span)
        return (0..<count).map { wide.span[$0] }
    }
}
