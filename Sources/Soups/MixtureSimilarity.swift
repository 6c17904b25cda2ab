internal import CLIPModels
package import Checkpoints
internal import ModelSelection
internal import Tensors
internal import TextFormats

/// How similar models are to a mixture of others: Model-GLUE's similarity of columns, over the tensors of the
/// MLPs (arXiv 2410.05357).
///
/// The mean over the tensors whose names hold `mlp` of the mean cosine of their columns, between the sum of
/// the mixture's models times their weights and each other model. Models without such tensors are compared by
/// all of theirs. Nothing is merged for it.
package struct MixtureSimilarity {
    private let checkpoints: [UTF8Key: Checkpoint]
    private let tensors: [String]

    /// Opens models.
    ///
    /// - Throws: `CheckpointError` when one cannot be opened; `SoupError.notComparable` when the first has no
    ///   floating-point tensors, or another lacks one that is compared or has another shape.
    package init(_ models: [String], reading: ReadingOptions) throws {
        let opened = try models.map { try CheckpointInput($0, reading: reading).openModel() }
        let all = opened.prefix(1).flatMap(\.tensors).filter {
            FloatingPointType($0.type) != nil && !$0.shape.dimensions.isEmpty
        }
        let layers = all.filter { $0.name.utf8.containsMLP }
        let own = layers.isEmpty ? all : layers
        guard !own.isEmpty else {
            throw SoupError.notComparable(
                model: models.first ?? "",
                reason: "has no floating-point tensors"
            )
        }
        for checkpoint in opened.dropFirst() {
            for tensor in own {
                guard let other = checkpoint[tensor.name], other.shape == tensor.shape,
                    FloatingPointType(other.type) != nil
                else {
                    throw SoupError.notComparable(
                        model: checkpoint.path,
                        reason: "has no tensor '\(tensor.name)' of shape "
                            + "\(tensor.shape.dimensions), which \(models[0]) has"
                    )
                }
            }
        }
        let pairs = zip(models.map(UTF8Key.init), opened)
        checkpoints = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        tensors = own.map(\.name)
    }

    /// The similarity of models to a mixture.
    ///
    /// - Precondition: All of them were opened.
    /// - Returns: From -1 to 1 for each of `others`.
    /// - Throws: `CheckpointError` when a tensor cannot be read.
    /// - Complexity: Reads the tensors of the MLPs of all these models once; memory for one tensor in 64
    ///   bits and one in 32.
    package func similarities(of others: [String], to mixture: SoupMixture) throws -> [Double] {
        var sums = [Double](repeating: 0, count: others.count)
        for name in tensors {
            var (total, columnCount) = ([Double](), 1)
            for (model, share) in zip(mixture.models, mixture.shares) {
                let tensor = try tensor(name, of: model)
                columnCount = tensor.columnCount
                if total.isEmpty { total = Array(repeating: 0, count: tensor.values.count) }
                for index in total.indices { total[index] += share * Double(tensor.values[index]) }
            }
            for (place, model) in others.enumerated() {
                sums[place] += ColumnSimilarity.mean(
                    total,
                    try tensor(name, of: model).values,
                    columnCount: columnCount
                )
            }
        }
        return sums.map { $0 / Double(tensors.count) }
    }

    private func tensor(
        _ name: String,
        of model: String
    ) throws -> (values: [Float], columnCount: Int) {
        guard let checkpoint = checkpoints[UTF8Key(model)], let tensor = checkpoint[name],
            let type = FloatingPointType(tensor.type)
        else { preconditionFailure("'\(model)' was not opened") }
        var bytes = AlignedBuffer<UInt8>(repeating: 0, count: tensor.byteCount)
        var destination = bytes.mutableBytes(0..<tensor.byteCount)
        try checkpoint.read(tensor, at: 0, into: &destination)
        var values = [Float](repeating: 0, count: tensor.shape.elementCount)
        var elements = values.mutableSpan
        type.convert(bytes.bytes(0..<tensor.byteCount), into: &elements)
        let extents = tensor.shape.dimensions
        // A vector is one column.
        return (values, extents.count > 1 ? max(extents[extents.count - 1], 1) : 1)
    }
}

extension String.UTF8View {
    fileprivate var containsMLP: Bool {
        let letters = Array("mlp".utf8)
        return indices.contains { self[$0...].starts(with: letters) }
    }
}
