package import Evaluation

/// Models measured on anchors alone.
package struct AnchorEvaluation: Encodable, Sendable {
    /// A model's row.
    package struct Row: Encodable, Sendable {
        /// The model's path.
        package let model: String
        /// Its weighted confidence at the anchors: an estimate of its mean confidence at all items.
        package let score: Double
    }

    /// The data set.
    package let data: String
    /// The images that were rated, and those that they represent.
    package let images, items: Int
    /// The models, in their order.
    package let models: [Row]

    /// The images of a data set that are anchors.
    ///
    /// - Throws: `ModelChoiceError.data` for another data set; what decoding throws.
    package static func images(
        of dataSet: DataSet,
        _ anchors: AnchorSet,
        path: String
    ) throws -> DataSet {
        let places = 0..<dataSet.count
        try anchors.check(
            items: places.map(dataSet.itemName),
            labels: places.map(dataSet.label),
            digest: dataSet.digest(),
            path: path
        )
        return dataSet.taking(anchors.anchors.map(\.item))
    }

    /// Weighs what models made of the anchors.
    package init(
        _ ratings: [CollectedRatings],
        _ images: DataSet,
        _ anchors: AnchorSet
    ) throws(ModelChoiceError) {
        let table = try PredictionTable(ratings, images)
        models = zip(table.models, try table.confidences()).map {
            Row(model: $0, score: anchors.score($1))
        }
        (data, self.images, items) = (images.name, images.count, anchors.items)
    }
}
