package import Evaluation

extension PredictionTable {
    /// Takes what models made of a data set.
    ///
    /// - Parameters:
    ///   - ratings: Rows of logits of each model.
    ///   - dataSet: The images.
    /// - Throws: `ModelChoiceError` when a model does not rate the data set's classes, or a logit is not a
    ///   number.
    package init(
        _ ratings: [CollectedRatings],
        _ dataSet: DataSet
    ) throws(ModelChoiceError) {
        var parts: [PredictionPart] = []
        let labels = (0..<dataSet.count).map(dataSet.label)
        for rating in ratings {
            guard dataSet.isRated(byClassCount: rating.classCount) else {
                let reason = "its \(rating.classCount) classes are not those of \(dataSet.name)"
                throw ModelChoiceError.data(path: rating.model, reason: reason)
            }
            var part = PredictionPart(path: rating.model, model: rating.model)
            part.classCount = dataSet.classCount(modelClassCount: rating.classCount)
            part.itemCount = dataSet.count
            part.labels = labels
            part.items = labels.indices.map(dataSet.itemName)
            part.classNames = dataSet.classNames
            let logits = dataSet.classLogits(
                rating.logits,
                modelClassCount: rating.classCount,
                modelClassNames: rating.classNames
            )
            try part.take(logits, dataSet.name)
            parts.append(part)
        }
        try self.init(dataSet.name, parts)
    }

    /// Reads files that `evaluate --predictions` has made, one for each model.
    ///
    /// - Throws: `FileError` when one cannot be read; `ModelChoiceError.data` when it does not hold the
    ///   data set, or another number of items or classes, or other items or labels than the first.
    /// - Complexity: Holds the logits of one file at a time, and of each a class and a probability for each
    ///   item.
    package init(files: [String], dataSet: String) throws {
        var parts: [PredictionPart] = []
        for file in files {
            let part = try PredictionPart(file: file, dataSet: dataSet)
            try part.check(against: parts.first, dataSet)
            parts.append(part)
        }
        try self.init(dataSet, parts)
    }

    private init(_ dataSet: String, _ parts: [PredictionPart]) throws(ModelChoiceError) {
        guard let first = parts.first else { throw .request("there are no models to compare") }
        for part in parts { try part.check(against: first, dataSet) }
        let labels = parts.lazy.compactMap(\.labels).first
        let probabilities = parts.compactMap(\.labelProbabilities)
        self.init(
            dataSet: dataSet,
            models: parts.map(\.model),
            items: parts.lazy.compactMap(\.items).first
                ?? (0..<first.itemCount).map(String.init),
            classCount: first.classCount,
            classNames: parts.lazy.compactMap(\.classNames).first,
            labels: labels,
            classes: parts.map(\.classes),
            labelProbabilities: probabilities.count == parts.count ? probabilities : nil
        )
        digest = parts.lazy.compactMap(\.digest).first
    }
}
