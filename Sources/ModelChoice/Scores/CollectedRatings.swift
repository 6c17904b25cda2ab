package import Evaluation

/// What a model made of all images of a data set.
package struct CollectedRatings: Sendable {
    /// The model's path.
    package let model: String
    /// The number of its own classes; 0 without a head.
    package let classCount: Int
    /// A row of its own logits for each image.
    package private(set) var logits: [Float] = []
    /// A row of features for each image, before normalisation.
    package private(set) var features: [Float] = []
    /// The class tokens between the attention and the MLP of the last block.
    package private(set) var attended: [Float] = []
    /// The class tokens after the last LayerNorm.
    package private(set) var pooled: [Float] = []
    /// The time that the model took for them.
    package private(set) var seconds = 0.0

    /// Begins without images.
    package init(model: String, classCount: Int) {
        self.model = model
        self.classCount = classCount
    }

    /// Takes the next images; they come in order.
    package mutating func add(_ rating: ImageRating, seconds: Double) {
        logits += rating.logits
        features += rating.features
        attended += rating.attended
        pooled += rating.pooled
        self.seconds += seconds
    }
}
