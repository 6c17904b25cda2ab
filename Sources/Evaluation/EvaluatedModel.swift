public import CLIPModels

/// A model that classifies images: what an evaluation needs to know of it.
///
/// It is called from one thread at a time, and may use others inside.
public protocol EvaluatedModel: Sendable {
    /// What results call the model.
    var name: String { get }
    /// How images become the square of bytes that the model takes.
    var geometry: ImageGeometry { get }
    /// The number of its classes.
    var classCount: Int { get }

    /// The names of its classes by output, where it knows them.
    var classNames: [String]? { get }

    /// Classifies a batch.
    ///
    /// The result for an image must not depend on the other images.
    ///
    /// - Parameters:
    ///   - pixels: Whole images of `geometry.byteCount` bytes each.
    ///   - first: The place of the first of them in the data set.
    /// - Returns: A row of `classCount` logits for each image.
    /// - Throws: Whatever keeps the model from rating; it ends the evaluation.
    func logits(of pixels: [UInt8], from first: Int) throws -> [Float]

    /// Classifies a batch and hands out what else the model keeps of it.
    func rating(of pixels: [UInt8], from first: Int) throws -> ImageRating
}

extension EvaluatedModel {
    /// The logits alone.
    public func rating(of pixels: [UInt8], from first: Int) throws -> ImageRating {
        ImageRating(logits: try logits(of: pixels, from: first))
    }
}

/// What a model makes of some images: a row for each of them.
public struct ImageRating: Sendable {
    /// The logits.
    public var logits: [Float]
    /// The features before the head, before they are normalised; empty where they are not kept.
    public var features: [Float] = []
    /// The class token between the attention and the MLP of the last block, where it is kept.
    public var attended: [Float] = []
    /// The class token after the last LayerNorm, where it is kept.
    public var pooled: [Float] = []

    /// The tokens that go into the last block's attention, all of each image, where they are kept.
    public var blockInput: [Float] = []

    /// Takes logits.
    public init(logits: [Float]) { self.logits = logits }
}

extension EvaluatedModel {
    /// A model that knows no names takes a data set's classes in their order.
    public var classNames: [String]? { nil }
}
