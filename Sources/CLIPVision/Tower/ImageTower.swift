public import CLIPModels

/// A CLIP's vision tower: from pixels to features.
///
///     x = conv1(pixels), class token first, + positional embedding;  x = LN(x)
///     for each block:  x = x + attention(LN(x));  x = x + W2 act(W1 LN(x) + b1) + b2
///     features = LN(x of the class token) proj
///
/// Where the architecture says so, each addition of a block is first multiplied by a vector
/// (LayerScale), the patches' mean replaces the class token, the last LayerNorm comes behind it or
/// not at all, and there is no projection.
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
    /// The LayerNorm behind the blocks; nil where there is none.
    let outputNorm: LayerNormalisation?
    /// The projection to features, one row for each feature; nil where there is none.
    let projection: LinearMap?
    let pixelTable: PixelTable

    init(
        _ weights: VisionWeights,
        _ architecture: VisionArchitecture,
        _ activation: ActivationFunction,
        _ normalisation: PixelNormalisation
    ) throws {
        self.architecture = architecture
        self.activation = activation
        pixelTable = PixelTable(normalisation)
        embedding = try weights.embedding(architecture)
        patchMap = try weights.patchMap(architecture)
        inputNorm = try weights.norm(VisionNames.inputNorm, architecture)
        var blocks: [TransformerBlock] = []
        for index in 0..<architecture.blockCount {
            blocks.append(try weights.block(index, architecture))
        }
        self.blocks = blocks
        outputNorm =
            architecture.finalNorm == .none
            ? nil : try weights.norm(VisionNames.outputNorm, architecture)
        projection = architecture.hasProjection ? try weights.projection(architecture) : nil
    }
}
