package import EvaluationResults
internal import TextFormats

extension AccuracyRecord {
    /// The accuracies of a file of results.
    ///
    /// - Parameter results: Rows of `evaluate --jsonl`, or of the model soups project.
    /// - Returns: A record for each accuracy of a model, and the number of rows that are points of a
    ///   WiSE-FT curve, which are no models of a zoo.
    package static func records(
        of results: [EvaluationResult]
    ) -> (records: [AccuracyRecord], curvePoints: Int) {
        let models = results.filter { $0.alpha == nil }
        let records = models.flatMap { result in
            let digest = result.detail("weights_sha256")?.string
            let model = ModelIdentity(path: result.modelName, sha256: digest)
            return result.accuracies.map {
                AccuracyRecord(model: model, data: $0.dataSet, accuracy: $0.top1)
            }
        }
        return (records, results.count - models.count)
    }
}
