internal import Tensors

/// Lists the tensors of a CLIP in one layout.
struct TensorCatalogue {
    private(set) var tensors: [SyntheticTensor] = []
    private let dimensions: ArchitectureDimensions
    private let layout: SyntheticLayout

    init(dimensions: ArchitectureDimensions, layout: SyntheticLayout) {
        self.dimensions = dimensions
        self.layout = layout
        addVisionTower()
        addTextTower()
        add("logit_scale", [], .logitScale, 1)
    }

    private mutating func addVisionTower() {
        let names = TowerNames.vision(layout)
        let tower = dimensions.vision
        let isSplit = layout == .huggingFace
        let embeddings = isSplit ? "vision_model.embeddings." : "visual."
        let patch = isSplit ? "patch_embedding.weight" : "conv1.weight"
        let side = dimensions.patchSize
        let position = [dimensions.imageTokenCount, tower.width]
        add(embeddings + "class_embedding", [tower.width], .classEmbedding, 0)
        add(embeddings + patch, [tower.width, 3, side, side], .patchEmbedding, 0)
        add(names.positionalEmbedding, position, .positionalEmbedding, 0)
        addNorm(names.inputNorm, tower.width, 0)
        addBlocks(names, tower)
        addOutput(names, tower)
    }

    private mutating func addTextTower() {
        let names = TowerNames.text(layout)
        let tower = dimensions.text
        let embeddings = layout == .huggingFace ? "text_model.embeddings." : ""
        let vocabulary = [dimensions.vocabularySize, tower.width]
        let position = [dimensions.contextLength, tower.width]
        add(embeddings + "token_embedding.weight", vocabulary, .tokenEmbedding, 0)
        add(names.positionalEmbedding, position, .positionalEmbedding, 0)
        addBlocks(names, tower)
        addOutput(names, tower)
    }

    private mutating func addOutput(_ names: TowerNames, _ tower: TowerDimensions) {
        addNorm(names.outputNorm, tower.width, 1)
        // Hugging Face stores projections transposed.
        let shape = [tower.width, dimensions.projectionWidth]
        let stored = layout == .huggingFace ? shape.reversed() : shape
        add(names.projection, stored, .projection, 1)
    }

    private mutating func addBlocks(_ names: TowerNames, _ tower: TowerDimensions) {
        for index in 0..<tower.blockCount {
            let depth = Double(index) / Double(max(tower.blockCount - 1, 1))
            addBlock("\(names.blocks).\(index).", names, tower, depth)
        }
    }

    private mutating func addBlock(
        _ prefix: String,
        _ names: TowerNames,
        _ tower: TowerDimensions,
        _ depth: Double
    ) {
        let width = tower.width
        let attention = prefix + names.attention
        addNorm(prefix + names.firstNorm, width, depth)
        addAttentionInput(attention, width, depth)
        addLinear(attention + ".out_proj", [width, width], depth)
        addNorm(prefix + names.secondNorm, width, depth)
        addLinear(prefix + names.expansion, [tower.hiddenWidth, width], depth)
        addLinear(prefix + names.contraction, [width, tower.hiddenWidth], depth)
    }

    private mutating func addAttentionInput(_ attention: String, _ width: Int, _ depth: Double) {
        switch layout {
        case .huggingFace:
            for letter in ["q", "k", "v"] {
                addLinear("\(attention).\(letter)_proj", [width, width], depth)
            }
        case .openAI:
            add(attention + ".in_proj_weight", [3 * width, width], .matrix, depth)
            add(attention + ".in_proj_bias", [3 * width], .bias, depth)
        }
    }

    private mutating func addLinear(_ name: String, _ shape: [Int], _ depth: Double) {
        add(name + ".weight", shape, .matrix, depth)
        add(name + ".bias", [shape[0]], .bias, depth)
    }

    private mutating func addNorm(_ name: String, _ width: Int, _ depth: Double) {
        add(name + ".weight", [width], .normWeight, depth)
        add(name + ".bias", [width], .bias, depth)
    }

    private mutating func add(
        _ name: String,
        _ dimensions: [Int],
        _ role: TensorRole,
        _ depth: Double
    ) {
        guard let shape = TensorShape(dimensions) else {
            preconditionFailure("the shape of '\(name)' overflows")
        }
        tensors.append(SyntheticTensor(name: name, shape: shape, role: role, depth: depth))
    }
}

/// A tensor of a synthetic checkpoint, with what its values depend on.
struct SyntheticTensor {
    let name: String
    let shape: TensorShape
    let role: TensorRole
    /// How deep the tensor lies in its tower: 0 in the first block, 1 in the last.
    let depth: Double
}

/// What a tensor does in a transformer, as far as its values and angles depend on it.
enum TensorRole {
    case classEmbedding
    case positionalEmbedding
    case patchEmbedding
    case tokenEmbedding
    /// An attention or MLP matrix of a block.
    case matrix
    case bias
    /// The factors of a layer norm, which lie around one.
    case normWeight
    case projection
    /// The logarithm of the factor of the similarities: a single number.
    case logitScale
}
