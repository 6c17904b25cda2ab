/// What a model has got right on a data set so far.
struct DataSetTally {
    /// By class: its images, and those that the model put into it.
    private var images: [Int]
    private var correct: [Int]
    private var converted: [String] = []

    init(classCount: Int) {
        images = Array(repeating: 0, count: classCount)
        correct = Array(repeating: 0, count: classCount)
    }

    /// Counts a batch: the prediction is the largest logit, the first one where several are equal.
    mutating func count(
        _ logits: [Float],
        _ batch: ImageBatch,
        of dataSet: DataSet,
        by model: String
    ) throws(EvaluationError) {
        precondition(
            logits.count == batch.images.count * images.count,
            "a model returns one logit for each class of each image"
        )
        converted += batch.converted.map(dataSet.imageName)
        for (row, index) in batch.images.enumerated() {
            let own = logits[row * images.count..<(row + 1) * images.count]
            guard let predicted = Self.largest(own) else {
                throw .notANumber(model: model, image: dataSet.imageName(at: index))
            }
            let label = dataSet.label(at: index)
            images[label] += 1
            if predicted == label { correct[label] += 1 }
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
        let classes = images.indices.filter { images[$0] > 0 }.map { label in
            ClassScore(
                name: dataSet.classNames?[label] ?? "\(label)",
                images: images[label],
                correct: correct[label]
            )
        }
        return DataSetScore(
            name: dataSet.name,
            images: images.reduce(0, +),
            correct: correct.reduce(0, +),
            converted: converted,
            classes: classes
        )
    }
}
