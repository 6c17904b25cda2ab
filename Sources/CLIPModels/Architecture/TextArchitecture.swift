public import Checkpoints
internal import Tensors

/// The sizes of a CLIP's text transformer.
public struct TextArchitecture: Sendable, Hashable {
    /// The width of the tokens.
    public let width: Int
    /// The number of transformer blocks.
    public let blockCount: Int
    /// The width of the layer between the two matrices of a block's MLP.
    public let hiddenWidth: Int
    /// The number of tokens in the vocabulary.
    public let vocabularySize: Int
    /// The greatest number of tokens in a text.
    public let contextLength: Int

    /// The number of attention heads in each block: as the configuration says, else of 64 columns each.
    public internal(set) var headCount: Int
    /// Whether the configuration says so.
    public internal(set) var statesHeads: Bool
    /// The nonlinearity of the MLPs, where the configuration says it of this tower.
    public internal(set) var activation: ActivationFunction?
    /// What every LayerNorm adds to the variance.
    public let layerNormEpsilon: Double

    /// Derives the sizes from a checkpoint's names and shapes, in either dialect, and from the
    /// configuration next to it.
    ///
    /// - Returns: Nil when the checkpoint has no text tower, or not one of this kind.
    /// - Throws: `CheckpointError` when the names or shapes do not make a CLIP at all, or the
    ///   configuration cannot be read.
    /// - Complexity: O(total length of the names); reads no data.
    public init?(of checkpoint: Checkpoint) throws(CheckpointError) {
        let tensors = try DialectTranslation(
            of: checkpoint.tensors,
            in: checkpoint.path,
            to: TensorNaming(dialect: .openAI)
        ).tensors
        let shapes = Dictionary(
            tensors.map { ($0.name, $0.shape.dimensions) },
            uniquingKeysWith: { first, _ in first }
        )
        func matrix(_ name: String) -> [Int]? {
            shapes[name].flatMap { $0.count == 2 && !$0.contains(0) ? $0 : nil }
        }
        let blocks = BlockNames.beginning(tower: "")
        guard let tokens = matrix("token_embedding.weight"),
            let positions = matrix("positional_embedding"),
            let hidden = matrix(BlockNames(tower: "", number: "0").mlpInput + ".weight")
        else { return nil }
        width = tokens[1]
        let said = try TextConfiguration(beside: checkpoint, limits: .standard)
        headCount = said.headCount ?? max(width / 64, 1)
        statesHeads = said.headCount != nil
        activation = said.activation
        layerNormEpsilon = said.layerNormEpsilon ?? VisionArchitecture.usualEpsilon
        vocabularySize = tokens[0]
        contextLength = positions[0]
        hiddenWidth = hidden[0]
        blockCount = shapes.keys.count {
            $0.hasPrefix(blocks) && $0.hasSuffix(".mlp.c_fc.weight")
        }
    }
}
