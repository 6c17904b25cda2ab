public import CLIPModels

/// A model that rates images: what an evaluation needs to know of it.
///
/// It is called from one thread at a time, and may use others inside.
public protocol EvaluatedModel: Sendable {
    /// What results call the model.
    var name: String { get }
    /// How images become the square of bytes that the model takes.
    var geometry: ImageGeometry { get }
    /// The number of classes that it rates.
    var classCount: Int { get }

    /// Rates a batch.
    ///
    /// The result for an image must not depend on the images beside it.
    ///
    /// - Parameters:
    ///   - pixels: Whole images of `geometry.byteCount` bytes each.
    ///   - first: The place of the first of them in the data set.
    /// - Returns: A row of `classCount` logits for each image.
    /// - Throws: Whatever keeps the model from rating; it ends the evaluation.
    func logits(of pixels: [UInt8], from first: Int) throws -> [Float]
}
