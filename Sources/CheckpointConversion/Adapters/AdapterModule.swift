internal import CLIPModels
internal import Checkpoints
internal import LinearAlgebra
internal import SystemFiles
internal import Tensors
internal import TextFormats

/// A tensor of a base and a model under Hugging Face's name, and what an adapter makes of it.
struct AdapterModule {
    /// What kind of module a tensor belongs to.
    enum Kind {
        case linear, convolution, embedding
        /// Biases of the kinds above.
        case bias
        /// A module that is saved whole: its tensors are vectors.
        case whole
        /// What belongs to no module: a head, a token, a scale.
        case none
    }

    let tensor: TranslatedTensor
    let kind: Kind

    /// The name without `.weight` or `.bias`.
    var module: String {
        guard let dot = tensor.name.utf8.lastIndex(of: UInt8(ascii: ".")) else {
            return tensor.name
        }
        return String(Substring(tensor.name.utf8[..<dot]))
    }

    init(_ tensor: TranslatedTensor, weightsOfMatrices: Set<UTF8Key>) {
        self.tensor = tensor
        let (name, count) = (tensor.name, tensor.shape.dimensions.count)
        let module = name.utf8.lastIndex(of: UInt8(ascii: ".")).map {
            String(Substring(name.utf8[..<$0]))
        }
        if TensorPlace(name).role == .head || !tensor.type.isArithmetic {
            kind = .none
        } else if name.hasSuffix(".weight"), count >= 2 {
            kind = count > 2 ? .convolution : Self.isEmbedding(name) ? .embedding : .linear
        } else if name.hasSuffix(".bias"), let module, weightsOfMatrices.contains(UTF8Key(module)) {
            kind = .bias
        } else {
            kind = name.hasSuffix(".weight") || name.hasSuffix(".bias") ? .whole : .none
        }
    }

    private static func isEmbedding(_ name: String) -> Bool {
        name.hasSuffix("_embedding.weight") && !name.hasSuffix("patch_embedding.weight")
    }

    /// The values of a checkpoint's tensor in the form of Hugging Face.
    ///
    /// - Throws: `CheckpointError` where it cannot be read.
    static func values(
        of tensor: TranslatedTensor,
        in checkpoint: Checkpoint
    ) throws(CheckpointError) -> [Double] {
        let all = try tensor.sources.map { source throws(CheckpointError) in
            try values(of: source, in: checkpoint)
        }.flatMap(\.self)
        switch tensor.operation {
        case .copy, .stack: return all
        case .third(let part):
            let count = all.count / 3
            return Array(all[part * count..<(part + 1) * count])
        case .transpose:
            let (rows, columns) = (tensor.shape.dimensions[0], tensor.shape.dimensions[1])
            return DenseMatrix(all, rows: columns, columns: rows).transposed.elements
        }
    }

    private static func values(
        of record: TensorRecord,
        in checkpoint: Checkpoint
    ) throws(CheckpointError) -> [Double] {
        guard let type = FloatingPointType(record.type) else {
            throw CheckpointError(
                .unsupported,
                checkpoint.path,
                "holds \(record.type.name), of which no adapter is made",
                tensor: record.name
            )
        }
        let count = record.shape.elementCount
        var stored = AlignedBuffer<UInt8>(repeating: 0, count: count * type.byteWidth)
        var bytes = stored.mutableBytes(0..<count * type.byteWidth)
        try checkpoint.read(record, at: 0, into: &bytes)
        var values = [Double](repeating: 0, count: count)
        var span = values.mutableSpan
        type.widen(stored.bytes(0..<count * type.byteWidth), into: &span)
        return values
    }
}
