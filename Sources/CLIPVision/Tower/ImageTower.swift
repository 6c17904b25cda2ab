public import CLIPModels

/// A CLIP's vision tower: from pixels to features.
///
///     x = conv1(pixels), class token first, + positional embedding;  x = LN(x)
///     for each block:  x = x + attention(LN(x));  x = x + W2 act(W1 LN(x) + b1) + b2
///     features = LN(x of the class token) proj
///
/// It holds all weights in 32 bits and never changes; any number of `ForwardPass`es share it.
public final class ImageTower: Sendable {
    /// The tower's sizes.
    public let architecture: VisionArchitecture
    /// The nonlinearity of the MLPs.
    public let activation: ActivationFunction

    /// The positional embedding, the class embedding added to its first row: what the tokens are
    /// before the patches' contribution.
    let embedding: [Vector]
    let patchMap: LinearMap
    let inputNorm: LayerNormalisation
    let blocks: [TransformerBlock]
    let outputNorm: LayerNormalisation
    /// The projection to features, one row for each feature.
    let projection: LinearMap
    let pixelTable = PixelTable()

    init(
        _ weights: VisionWeights,
        _ architecture: VisionArchitecture,
        _ activation: ActivationFunction
    ) throws {
        self.architecture = architecture
        self.activation = activation
        embedding = try weights.embedding(architecture)
        patchMap = try weights.patchMap(architecture)
        inputNorm = try weights.norm("visual.ln_pre", architecture.width)
        var blocks: [TransformerBlock] = []
        for index in 0..<architecture.blockCount {
            blocks.append(try weights.block(index, architecture))
        }
        self.blocks = blocks
        outputNorm = try weights.norm("visual.ln_post", architecture.width)
        projection = try weights.projection(architecture)
    }
}
