package import Calibration
internal import TextFormats

/// The logits of several models for the same images, in files of `evaluate --predictions`.
///
/// Files are read when they are asked for, and checked against the first each time, so that the logits of
/// one model are in memory at a time.
package struct PredictedLogits: Sendable {
    /// The data set.
    package let dataSet: String
    /// What the files call their models.
    package let models: [String]
    /// The class of each image.
    package let labels: [Int]
    private let files: [String]
    private let first: PredictionPart

    /// Opens files, and reads all of them once.
    ///
    /// - Parameters:
    ///   - files: A file for each model.
    ///   - dataSet: A data set that all of them hold.
    /// - Throws: `FileError` when one cannot be read; `ModelChoiceError.data` when it does not hold the data
    ///   set or its labels, holds other images or classes than the first, or a logit that is not finite.
    /// - Precondition: There is a file.
    package init(files: [String], dataSet: String) throws {
        precondition(!files.isEmpty, "there is a file")
        var parts: [PredictionPart] = []
        for file in files {
            let part = try PredictionPart(file: file, dataSet: dataSet)
            try part.check(against: parts.first, dataSet)
            parts.append(part)
        }
        guard let labels = parts[0].labels else {
            throw ModelChoiceError.data(path: files[0], reason: "holds no labels of \(dataSet)")
        }
        (self.files, self.dataSet, self.labels, first) = (files, dataSet, labels, parts[0])
        models = parts.map(\.model)
    }

    /// What a model made of the images.
    ///
    /// - Throws: As the initializer, where the file has changed since.
    package func rows(_ model: Int) throws -> LogitRows {
        let part = try PredictionPart(file: files[model], dataSet: dataSet, keepsLogits: true)
        try part.check(against: first, dataSet)
        return LogitRows((part.logits ?? []).map(Double.init), classCount: part.classCount)
    }

    /// The mean answer of some of the models, in their order.
    ///
    /// - Precondition: There is one at least.
    /// - Throws: As `rows`.
    package func mean(of members: [Int], _ averaging: EnsembleAveraging) throws -> LogitRows {
        if members.count == 1 { return try rows(members[0]) }
        var mean = EnsembleMean(try rows(members[0]), averaging: averaging)
        for member in members.dropFirst() { mean.add(try rows(member)) }
        return mean.rows
    }

    /// Whether both are of the same images: of the same bytes where files tell that, else with the same
    /// logits by the first model.
    package func hasImages(of other: PredictedLogits) throws -> Bool {
        if let own = first.digest, let others = other.first.digest { return own.isExactly(others) }
        return try labels == other.labels && rows(0) == other.rows(0)
    }
}
