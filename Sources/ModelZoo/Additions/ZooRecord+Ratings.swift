package import Evaluation
internal import LinearAlgebra
package import ModelChoice

extension AccuracyRecord {
    /// Counts what a model gets right.
    ///
    /// - Parameters:
    ///   - rated: What the model made of the images.
    ///   - dataSet: The images.
    ///   - stage: The stage of a fine selection.
    /// - Throws: `ModelChoiceError.data` when its classes are not those of the data set, or a logit is
    ///   not finite.
    package init(
        _ rated: RatedModel,
        _ dataSet: DataSet,
        stage: Int? = nil
    ) throws(ModelChoiceError) {
        let correct = try Self.correctCount(rated, dataSet)
        self.init(
            model: rated.model,
            data: dataSet.name,
            accuracy: Double(correct) / Double(max(dataSet.count, 1)),
            images: dataSet.count,
            stage: stage
        )
    }

    /// The number of images that a model gets right.
    ///
    /// - Throws: `ModelChoiceError.data` when its classes are not those of the data set, or a logit is
    ///   not finite.
    package static func correctCount(
        _ rated: RatedModel,
        _ dataSet: DataSet
    ) throws(ModelChoiceError) -> Int {
        let correct = try PredictionTable([rated.ratings], dataSet).correctness()[0]
        return Int(correct.reduce(0, +))
    }
}

extension LabelRecord {
    /// Counts a model's answers to the classes of a data set.
    ///
    /// - Parameters:
    ///   - rated: What the model made of the images: its own logits.
    ///   - dataSet: The images.
    ///   - outputNames: What the model's outputs are called; nil to call them by the data set's classes
    ///     where there are as many, else by numbers.
    /// - Throws: `ModelChoiceError` for a model without a head, and a logit that is not finite.
    /// - Complexity: O(images * outputs).
    package init(
        _ rated: RatedModel,
        _ dataSet: DataSet,
        outputNames: [String]?
    ) throws(ModelChoiceError) {
        let count = rated.ratings.classCount
        guard count > 0 else {
            throw .data(path: rated.model.path, reason: "has no head, hence no answers to label")
        }
        let logits = try rated.ratings.rows(rated.ratings.logits, "logits", of: dataSet)
        let labels = (0..<dataSet.count).map(dataSet.label)
        let present = Set(labels).sorted()
        let places = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, $0) })
        var counts = [Int](repeating: 0, count: present.count)
        var confusion = present.map { _ in [Double](repeating: 0, count: count) }
        for (image, label) in labels.enumerated() {
            let row = Array(logits.row(image))
            let answer = row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
            let concept = places[label] ?? 0
            counts[concept] += 1
            confusion[concept][answer] += 1
        }
        for concept in present.indices {
            confusion[concept] = confusion[concept].map { $0 / Double(counts[concept]) }
        }
        let classes = dataSet.classNames
        let own = outputNames ?? (classes?.count == count ? classes : nil)
        self.init(
            model: rated.model,
            data: dataSet.name,
            concepts: present.map(dataSet.className),
            outputs: own ?? (0..<count).map { "\($0)" },
            confusion: confusion,
            counts: counts
        )
    }
}
