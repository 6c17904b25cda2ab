/// A CLIP's vision tower with a head: from pixels to one logit for each class.
///
///     f = features / |features|;  logits = f Wᵀ + b
public final class ImageClassifier: Sendable {
    /// The vision tower.
    public let tower: ImageTower
    let head: ClassificationHead

    /// The number of classes.
    public var classCount: Int { head.map.outputCount }
    /// The sizes of the vision tower.
    public var dimensions: VisionDimensions { tower.dimensions }

    /// Reads a model's weights and checks them.
    ///
    /// - Parameters:
    ///   - source: The model.
    ///   - head: A zero-shot head, the only tensor [classes, features] of its file; nil for the
    ///     model's own `classification_head`.
    ///   - activation: The nonlinearity that the model was trained with.
    ///   - headCount: The number of attention heads; nil for heads of width 64.
    /// - Throws: `VisionError` when a tensor or the head is missing or has another shape; what the
    ///   sources throw.
    /// - Complexity: O(parameters) time and memory.
    public init(
        _ source: any WeightSource,
        head: (any WeightSource)? = nil,
        activation: Activation = .quickGELU,
        headCount: Int? = nil
    ) throws {
        let weights = VisionWeights(source)
        let dimensions = try weights.dimensions(headCount: headCount)
        tower = try ImageTower(weights, dimensions, activation)
        let features = dimensions.outputWidth
        self.head =
            if let head {
                try ClassificationHead(zeroShot: head, featureCount: features)
            } else {
                try ClassificationHead(weights, featureCount: features)
            }
    }
}

extension ImageClassifier {
    /// The bytes that one `ForwardPass` takes, beside the weights that all of them share.
    public var passByteCount: Int {
        let heads = Matrix.byteCount(rows: dimensions.groupSize, columns: classCount)
        return TowerBufferSizes(dimensions).byteCount + heads
    }
}
