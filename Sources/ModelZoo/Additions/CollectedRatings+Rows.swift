internal import Evaluation
internal import LinearAlgebra
package import ModelChoice

/// What a model made of images, of which a zoo keeps something.
package struct RatedModel: Sendable {
    /// The model.
    package let model: ModelIdentity
    /// What it made of each image.
    package let ratings: CollectedRatings

    /// Joins a model and what it made of images.
    package init(_ model: ModelIdentity, _ ratings: CollectedRatings) {
        (self.model, self.ratings) = (model, ratings)
    }
}

extension CollectedRatings {
    /// A row for each image, in 64 bits.
    ///
    /// - Parameters:
    ///   - values: The rows, one after another.
    ///   - what: What they are, for the message.
    ///   - dataSet: The images.
    /// - Returns: The rows.
    /// - Throws: `ModelChoiceError.data` that names model, data set and image of a number that is not
    ///   finite.
    func rows(
        _ values: [Float],
        _ what: String,
        of dataSet: DataSet
    ) throws(ModelChoiceError) -> DenseMatrix {
        let width = values.count / max(dataSet.count, 1)
        if let bad = values.firstIndex(where: { !$0.isFinite }) {
            let item = dataSet.itemName(at: bad / width)
            let reason =
                "the \(what) of image \(item) of \(dataSet.name) are not finite numbers; the weights "
                + "are damaged"
            throw .data(path: model, reason: reason)
        }
        return DenseMatrix(values.map(Double.init), rows: dataSet.count, columns: width)
    }
}
