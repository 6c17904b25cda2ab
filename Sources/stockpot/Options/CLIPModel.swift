internal import CLIPModels
internal import CLIPVision
internal import Evaluation

/// A CLIP model as an evaluation takes it.
struct CLIPModel: EvaluatedModel {
    let name: String
    let classifier: ImageClassifier
    /// What the checkpoint says about its making.
    let metadata: [String: String]
    /// Whose rules crop images, where the user knows better.
    let crop: PreprocessingConvention?
    /// The number of threads that run the model.
    let threads: Int

    var geometry: ImageGeometry {
        var geometry = classifier.preprocessing.geometry
        geometry.convention = crop ?? geometry.convention
        return geometry
    }

    /// What a reader of results should know: what is assumed, and what nobody understands.
    var notes: [String] { classifier.description.warnings(of: name) }

    var classNames: [String]? { classifier.description.classNames }

    var classCount: Int { classifier.classCount }

    /// Whether ratings hold features and class tokens.
    var keepsFeatures = false
    var keepsTokens = false

    func logits(of pixels: [UInt8], from first: Int) throws -> [Float] {
        try classifier.classify(pixels, from: first, threads: threads).logits
    }

    func rating(of pixels: [UInt8], from first: Int) throws -> ImageRating {
        let found = try classifier.classify(
            pixels,
            from: first,
            threads: threads,
            keepsFeatures: keepsFeatures,
            keepsTokens: keepsTokens
        )
        var rating = ImageRating(logits: found.logits)
        rating.features = found.features
        (rating.attended, rating.pooled) = (found.attended, found.pooled)
        return rating
    }
}
