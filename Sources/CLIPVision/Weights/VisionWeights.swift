internal import CLIPModels
internal import Checkpoints
internal import Tensors

/// The tensors of a vision tower and its head under OpenAI's names, whatever the stored dialect.
struct VisionWeights {
    /// The names and shapes.
    let translation: DialectTranslation
    private let source: any WeightSource
    private let tensors: [String: TranslatedTensor]

    init(_ source: any WeightSource) throws(CheckpointError) {
        self.source = source
        translation = try DialectTranslation(
            of: source.tensors,
            in: source.path,
            to: TensorNaming(dialect: .openAI)
        )
        tensors = Dictionary(
            translation.tensors.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The model's name in messages.
    var path: String { source.path }

    /// The dimensions of a tensor as OpenAI stores it; nil when it is not there.
    func shape(of name: String) -> [Int]? { tensors[name]?.shape.dimensions }

    /// The values of a tensor as OpenAI stores it.
    ///
    /// - Throws: `VisionError` when it is missing or has another shape; what the source throws.
    func values(of name: String, _ shape: Int...) throws -> [Float] {
        guard let tensor = tensors[name] else {
            throw VisionError.missingTensor(model: path, tensor: name)
        }
        guard tensor.shape.dimensions == shape else {
            throw VisionError.wrongShape(
                model: path,
                tensor: name,
                shape: tensor.shape.dimensions,
                expected: shape
            )
        }
        let values = try tensor.sources.flatMap { try source.values(of: $0) }
        guard tensor.operation == .transpose else { return values }
        let (rows, columns) = (shape[0], shape[1])
        return values.indices.map { values[$0 % columns * rows + $0 / columns] }
    }
}

// MARK: - The parts of a tower

extension VisionWeights {
    func embedding(_ architecture: VisionArchitecture) throws -> [Vector] {
        let (count, width) = (architecture.tokenCount, architecture.width)
        var values = try values(of: "visual.positional_embedding", count, width)
        let classToken = try self.values(of: "visual.class_embedding", width)
        for index in classToken.indices { values[index] += classToken[index] }
        return values.vectors
    }

    func patchMap(_ architecture: VisionArchitecture) throws -> LinearMap {
        let (width, patch) = (architecture.width, architecture.patchSize)
        return LinearMap(
            weights: try values(of: "visual.conv1.weight", width, 3, patch, patch),
            bias: [],
            inputCount: architecture.patchLength
        )
    }

    func norm(_ name: String, _ width: Int) throws -> LayerNormalisation {
        LayerNormalisation(
            gain: try values(of: name + ".weight", width).vectors,
            shift: try values(of: name + ".bias", width).vectors
        )
    }

    func projection(_ architecture: VisionArchitecture) throws -> LinearMap {
        let (width, outputs) = (architecture.width, architecture.outputWidth)
        let stored = try values(of: "visual.proj", width, outputs)
        let weights = (0..<outputs * width).map { stored[$0 % width * outputs + $0 / width] }
        let bias = [Float](repeating: 0, count: outputs)
        return LinearMap(weights: weights, bias: bias, inputCount: width)
    }

    func block(_ index: Int, _ architecture: VisionArchitecture) throws -> TransformerBlock {
        let name = "visual.transformer.resblocks.\(index)."
        let (width, hidden) = (architecture.width, architecture.hiddenWidth)
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
