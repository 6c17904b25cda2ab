package import Workers

/// Something that measures how well models do on data sets.
package protocol AccuracyEvaluator: Sendable {
    /// Measures a candidate.
    ///
    /// - Parameters:
    ///   - candidate: The model.
    ///   - dataSets: What it is measured on.
    ///   - cancellation: Ends the work early.
    /// - Returns: The fraction of images that the model classifies correctly, for each data set.
    /// - Throws: When the model cannot be formed or measured; `WorkError.cancelled` when the work
    ///   was ended.
    func accuracies(
        of candidate: Candidate,
        on dataSets: [DataSetFolder],
        cancellation: Cancellation
    ) throws -> [Double]
}
