internal import Checkpoints
internal import Tensors

/// The tensors of a vision tower and its head, found by OpenAI's names and checked.
struct VisionWeights {
    private let source: any WeightSource
    private let records: [String: TensorRecord]

    init(_ source: any WeightSource) {
        let finding = Dialect.recognise(names: source.tensors.lazy.map(\.name))
        let isForeign = finding.dialect == .huggingFace
        let prefix = isForeign ? "" : finding.prefix
        let source =
            isForeign ? HuggingFaceWeights(source, prefix: finding.prefix) : source
        self.source = source
        records = Dictionary(
            source.tensors.map { (Self.strip(prefix, from: $0.name), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private static func strip(_ prefix: String, from name: String) -> String {
        name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }

    /// The model's name in messages.
    var path: String { source.path }

    /// The tensors' names, without what stands before OpenAI's.
    var names: some Collection<String> { records.keys }

    /// The dimensions of a tensor; nil when there is none of that name.
    func shape(of name: String) -> [Int]? { records[name]?.shape.dimensions }

    /// The values of a tensor.
    ///
    /// - Throws: `VisionError` when it is missing or has another shape; what the source throws.
    func values(of name: String, _ shape: Int...) throws -> [Float] {
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
