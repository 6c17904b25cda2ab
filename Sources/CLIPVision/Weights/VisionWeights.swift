internal import Checkpoints
internal import Tensors

/// The tensors of a vision tower and its head, asked for by OpenAI's names and stored in either
/// dialect.
struct VisionWeights {
    private let source: any WeightSource
    private let dialect: Dialect
    private let records: [String: TensorRecord]

    init(_ source: any WeightSource) {
        self.source = source
        let finding = Dialect.recognise(names: source.tensors.lazy.map(\.name))
        dialect = finding.dialect == .huggingFace ? .huggingFace : .openAI
        records = Dictionary(
            source.tensors.map { (Self.strip(finding.prefix, from: $0.name), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private static func strip(_ prefix: String, from name: String) -> String {
        name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }

    /// The model's name in messages.
    var path: String { source.path }

    /// OpenAI's names for the tensors.
    var names: [String] {
        records.keys.map { KeyMap.correspondence(of: $0, in: dialect)?.openAI ?? $0 }
    }

    /// What stands in the file for a tensor: the names of its parts, and their form.
    private func stored(_ name: String) -> (names: [String], form: KeyCorrespondence.Form) {
        guard dialect == .huggingFace,
            let row = KeyMap.correspondence(of: name, in: .openAI)
        else { return ([name], .same) }
        return (row.huggingFace, row.form)
    }

    /// The dimensions of a tensor as OpenAI stores it; nil when it is not there.
    func shape(of name: String) -> [Int]? {
        let (names, form) = stored(name)
        guard let shape = names.first.flatMap({ records[$0] })?.shape.dimensions else { return nil }
        return form == .transposed ? shape.reversed() : shape
    }

    /// The values of a tensor as OpenAI stores it.
    ///
    /// - Throws: `VisionError` when it is missing or has another shape; what the source throws.
    func values(of name: String, _ shape: Int...) throws -> [Float] {
        let (names, form) = stored(name)
        switch form {
        case .same: return try part(names[0], shape)
        case .thirds:
            let third = [shape[0] / 3] + shape.dropFirst()
            return try names.flatMap { try part($0, third) }
        case .transposed:
            let values = try part(names[0], shape.reversed())
            let (rows, columns) = (shape[0], shape[1])
            return values.indices.map { values[$0 % columns * rows + $0 / columns] }
        }
    }

    private func part(_ name: String, _ shape: [Int]) throws -> [Float] {
        guard let record = records[name] else {
            throw VisionError.missingTensor(model: path, tensor: name)
        }
        guard record.shape.dimensions == shape else {
            throw VisionError.wrongShape(
                model: path,
                tensor: name,
                shape: record.shape.dimensions,
                expected: shape
            )
        }
        return try source.values(of: record)
    }
}

// MARK: - The parts of a tower

extension VisionWeights {
    func embedding(_ dimensions: VisionDimensions) throws -> [Vector] {
        let (count, width) = (dimensions.tokenCount, dimensions.width)
        var values = try values(of: "visual.positional_embedding", count, width)
        let classToken = try self.values(of: "visual.class_embedding", width)
        for index in classToken.indices { values[index] += classToken[index] }
        return values.vectors
    }

    func patchMap(_ dimensions: VisionDimensions) throws -> LinearMap {
        let (width, patch) = (dimensions.width, dimensions.patchSize)
        return LinearMap(
            weights: try values(of: "visual.conv1.weight", width, 3, patch, patch),
            bias: [],
            inputCount: dimensions.patchLength
        )
    }

    func norm(_ name: String, _ width: Int) throws -> LayerNormalisation {
        LayerNormalisation(
            gain: try values(of: name + ".weight", width).vectors,
            shift: try values(of: name + ".bias", width).vectors
        )
    }

    func projection(_ dimensions: VisionDimensions) throws -> LinearMap {
        let (width, outputs) = (dimensions.width, dimensions.outputWidth)
        let stored = try values(of: "visual.proj", width, outputs)
        let weights = (0..<outputs * width).map { stored[$0 % width * outputs + $0 / width] }
        let bias = [Float](repeating: 0, count: outputs)
        return LinearMap(weights: weights, bias: bias, inputCount: width)
    }

    func block(_ index: Int, _ dimensions: VisionDimensions) throws -> TransformerBlock {
        let name = "visual.transformer.resblocks.\(index)."
        let (width, hidden) = (dimensions.width, dimensions.hiddenWidth)
        return TransformerBlock(
            attentionNorm: try norm(name + "ln_1", width),
            attentionInput: LinearMap(
                weights: try values(of: name + "attn.in_proj_weight", 3 * width, width),
                bias: try values(of: name + "attn.in_proj_bias", 3 * width),
                inputCount: width
            ),
            attentionOutput: try map(name + "attn.out_proj", from: width, to: width),
            perceptronNorm: try norm(name + "ln_2", width),
            perceptronInput: try map(name + "mlp.c_fc", from: width, to: hidden),
            perceptronOutput: try map(name + "mlp.c_proj", from: hidden, to: width)
        )
    }

    private func map(_ name: String, from inputs: Int, to outputs: Int) throws -> LinearMap {
        LinearMap(
            weights: try values(of: name + ".weight", outputs, inputs),
            bias: try values(of: name + ".bias", outputs),
            inputCount: inputs
        )
    }
}
