package import Evaluation

/// What a model made of all images of a data set.
package struct CollectedRatings: Sendable {
    /// The model's path.
    package let model: String
    /// The number of its own classes; 0 without a head.
    package let classCount: Int
    /// Their names, where the model knows them.
    package let classNames: [String]?
    /// A row of its own logits for each image.
    package private(set) var logits: [Float] = []
    /// A row of features for each image, before normalisation.
    package private(set) var features: [Float] = []
    /// The class tokens between the attention and the MLP of the last block.
    package private(set) var attended: [Float] = []
    /// The class tokens after the last LayerNorm.
    package private(set) var pooled: [Float] = []
    /// All tokens that go into the last block's attention, where they are kept.
    package private(set) var blockInput: [Float] = []
    /// The time that the model took for them.
    package private(set) var seconds = 0.0

    /// The number of images for which memory is taken at once.
    private let imageCount: Int

    /// Begins without images.
    ///
    /// - Parameters:
    ///   - model: The model's path.
    ///   - classCount: The number of its own classes.
    ///   - classNames: Their names.
    ///   - imageCount: The number of images that will come: arrays that grow hold up to twice as much.
    package init(
        model: String,
        classCount: Int,
        classNames: [String]? = nil,
        imageCount: Int = 0
    ) {
        self.model = model
        self.classCount = classCount
        self.classNames = classNames
        self.imageCount = imageCount
    }

    /// Takes the next images; they come in order.
    package mutating func add(_ rating: ImageRating, seconds: Double) {
        if attended.isEmpty, features.isEmpty, logits.isEmpty { reserve(rating) }
        logits += rating.logits
        features += rating.features
        attended += rating.attended
        pooled += rating.pooled
        blockInput += rating.blockInput
        self.seconds += seconds
    }

    private mutating func reserve(_ rating: ImageRating) {
        logits.reserveCapacity(imageCount * rating.logits.count)
        features.reserveCapacity(imageCount * rating.features.count)
        attended.reserveCapacity(imageCount * rating.attended.count)
        pooled.reserveCapacity(imageCount * rating.pooled.count)
        blockInput.reserveCapacity(imageCount * rating.blockInput.count)
    }

    /// The features as a head takes them: of norm 1, or as they are.
    package func headFeatures(isNormalised: Bool) -> [Float] {
        let count = max(logits.count / max(classCount, 1), 1)
        let width = features.count / count
        guard isNormalised, width > 0 else { return features }
        var rows = features
        for start in stride(from: 0, to: rows.count, by: width) {
            let norm = rows[start..<start + width]
                .reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            guard norm > 0 else { continue }
            for place in start..<start + width { rows[place] = Float(Double(rows[place]) / norm) }
        }
        return rows
    }
}
