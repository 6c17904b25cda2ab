/// What a model has got right on a data set so far.
struct DataSetTally {
    /// By class: its images, and those that the model put into it.
    private var classes: [Accuracy]
    private var converted: [String] = []

    init(classCount: Int) {
        classes = Array(repeating: Accuracy(correct: 0, of: 0), count: classCount)
    }

    /// Counts a batch: the prediction is the largest logit, the first one where several are equal.
    mutating func count(
        _ logits: [Float],
        _ batch: ImageBatch,
        of dataSet: DataSet,
        by model: String
    ) throws(EvaluationError) {
        precondition(
            logits.count == batch.images.count * classes.count,
            "a model returns one logit for each class of each image"
        )
        converted += batch.converted.map(dataSet.imageName)
        for (row, index) in batch.images.enumerated() {
            let own = logits[row * classes.count..<(row + 1) * classes.count]
            guard let predicted = Self.largest(own) else {
                throw .notANumber(model: model, image: dataSet.imageName(at: index))
            }
            let label = dataSet.label(at: index)
            classes[label].count(predicted == label)
        }
    }

    /// The place of the largest number, counted from the slice's start; nil if one is not a number.
    private static func largest(_ logits: ArraySlice<Float>) -> Int? {
        var best = logits.startIndex
        for index in logits.indices {
            if logits[index].isNaN { return nil }
            if logits[index] > logits[best] { best = index }
        }
        return best - logits.startIndex
    }

    func score(of dataSet: DataSet) -> DataSetScore {
        DataSetScore(
            name: dataSet.name,
            accuracy: classes.reduce(Accuracy(correct: 0, of: 0), +),
            converted: converted,
            classes: classes.indices.filter { classes[$0].images > 0 }.map { label in
                ClassScore(
                    name: dataSet.classNames?[label] ?? "\(label)",
                    accuracy: classes[label]
                )
            }
        )
    }
}
