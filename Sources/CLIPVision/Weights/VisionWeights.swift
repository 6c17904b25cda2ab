internal import Checkpoints
internal import CLIPModels
internal import Tensors
internal import TextFormats

/// The tensors of a vision tower and its head under OpenAI's names, whatever the stored dialect.
struct VisionWeights {
    /// The names and shapes.
    let translation: DialectTranslation
    private let source: any WeightSource
    private let tensors: [UTF8Key: TranslatedTensor]

    init(_ source: any WeightSource) throws(CheckpointError) {
        self.source = source
        translation = try DialectTranslation(
            of: source.tensors,
            in: source.path,
            to: TensorNaming(dialect: .openAI)
        )
        tensors = Dictionary(
            translation.bareTensors.map { (UTF8Key($0.name), $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The model's name in messages.
    var path: String { source.path }

    /// Refuses a tower with tensors that are not part of what is computed: it is another model.
    ///
    /// - Throws: `VisionError.unknownTensor` for the first of them.
    func requireKnownTensors() throws(VisionError) {
        for tensor in translation.unknown {
            let name = translation.source.name(tensor.name, withPrefix: "")
            guard !VisionNames.isOfTower(name) || BlockNames.isScale(name) else {
                throw .unknownTensor(model: path, tensor: tensor.name)
            }
        }
    }

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
    /// What the tokens are before the patches' contribution: their positions, and the class
    /// embedding in the first row.
    func embedding(_ architecture: VisionArchitecture) throws -> [Vector] {
        let (name, width) = (VisionNames.positions, architecture.width)
        let stored = shape(of: name)?.first ?? architecture.tokenCount
        var values = try values(of: name, stored, width)
        if stored != architecture.tokenCount {
            values = resizedEmbedding(values, width: width, grid: architecture.gridSize)
        }
        let classToken = try self.values(of: VisionNames.classEmbedding, width)
        for index in classToken.indices { values[index] += classToken[index] }
        return values.vectors
    }

    func patchMap(_ architecture: VisionArchitecture) throws -> LinearMap {
        let (width, patch) = (architecture.width, architecture.patchSize)
        return LinearMap(
            weights: try values(of: VisionNames.patchKernel, width, 3, patch, patch),
            bias: [],
            inputCount: architecture.patchLength
        )
    }

    func norm(
        _ name: String,
        _ architecture: VisionArchitecture
    ) throws -> LayerNormalisation {
        LayerNormalisation(
            gain: try values(of: name + ".weight", architecture.width).vectors,
            shift: try values(of: name + ".bias", architecture.width).vectors,
            epsilon: architecture.layerNormEpsilon
        )
    }

    func projection(_ architecture: VisionArchitecture) throws -> LinearMap {
        let (width, outputs) = (architecture.width, architecture.outputWidth)
        let stored = try values(of: VisionNames.projection, width, outputs)
        let weights = (0..<outputs * width).map { stored[$0 % width * outputs + $0 / width] }
        let bias = [Float](repeating: 0, count: outputs)
        return LinearMap(weights: weights, bias: bias, inputCount: width)
    }

    func block(_ index: Int, _ architecture: VisionArchitecture) throws -> TransformerBlock {
        let names = VisionNames.block(index)
        let (width, hidden) = (architecture.width, architecture.hiddenWidth)
        return TransformerBlock(
            attentionNorm: try norm(names.attentionNorm, architecture),
            attentionInput: LinearMap(
                weights: try values(of: names.attentionInput + "_weight", 3 * width, width),
                bias: try values(of: names.attentionInput + "_bias", 3 * width),
                inputCount: width
            ),
            attentionOutput: try map(
                names.attentionOutput,
                from: width,
                to: width,
                scaledBy: architecture.hasLayerScale ? names.attentionScale : nil
            ),
            mlpNorm: try norm(names.mlpNorm, architecture),
            mlpInput: try map(names.mlpInput, from: width, to: hidden),
            mlpOutput: try map(
                names.mlpOutput,
                from: hidden,
                to: width,
                scaledBy: architecture.hasLayerScale ? names.mlpScale : nil
            )
        )
    }

    /// An affine map, whose outputs are multiplied by the vector `scale` where one is named.
    ///
    /// - Numerics: The factors go into weights and biases, which rounds each of them once more.
    private func map(
        _ name: String,
        from inputs: Int,
        to outputs: Int,
        scaledBy scale: String? = nil
    ) throws -> LinearMap {
        var weights = try values(of: name + ".weight", outputs, inputs)
        var bias = try values(of: name + ".bias", outputs)
        if let scale {
            let factors = try values(of: scale, outputs)
            for index in weights.indices { weights[index] *= factors[index / inputs] }
            for index in bias.indices { bias[index] *= factors[index] }
        }
        return LinearMap(weights: weights, bias: bias, inputCount: inputs)
    }
}

/// The weights of a block: attention and MLP, each behind a LayerNorm.
struct TransformerBlock: Sendable {
    let attentionNorm: LayerNormalisation
    /// Rows for query, key and value, one after another.
    let attentionInput: LinearMap
    let attentionOutput: LinearMap
    let mlpNorm: LayerNormalisation
    let mlpInput: LinearMap
    let mlpOutput: LinearMap
}
