/// Which outputs of a model mean which class of a data set.
///
/// The logit of a class is the largest among its outputs; where a class has one, it is that one.
struct OutputMapping: Sendable, Equatable {
    /// The outputs of every class; nil where class and output have the same number.
    private let outputs: [[Int]]?
    /// The numbers of classes that a model may have.
    private let modelClassCounts: ClosedRange<Int>

    /// Classes of a model with a thousand, in other order or number.
    init(outputs: [[Int]], modelClassCount: Int) {
        self.outputs = outputs
        modelClassCounts = modelClassCount...modelClassCount
    }

    /// Classes that are the model's own.
    init(modelClassCounts: ClosedRange<Int>) {
        outputs = nil
        self.modelClassCounts = modelClassCounts
    }

    /// The number of classes that count.
    func classCount(modelClassCount: Int) -> Int { outputs?.count ?? modelClassCount }

    /// Whether a model of so many classes can be used.
    func accepts(_ modelClassCount: Int) -> Bool { modelClassCounts.contains(modelClassCount) }

    /// Throws when a model of so many classes cannot be used.
    func check(
        modelClassCount: Int,
        model: String,
        dataSet: String
    ) throws(EvaluationError) {
        guard !accepts(modelClassCount) else { return }
        let (least, most) = (modelClassCounts.lowerBound, modelClassCounts.upperBound)
        throw .classCount(
            dataSet: dataSet,
            wanted: least == most ? "\(least)" : "at least \(least)",
            model: model,
            found: modelClassCount
        )
    }

    /// The logits of the data set's classes.
    ///
    /// - Parameters:
    ///   - rows: Rows of `modelClassCount` logits.
    ///   - modelClassCount: The number of the model's classes.
    /// - Returns: As many rows, of one logit for each class of the data set.
    /// - Numerics: Nothing is computed, only chosen; a NaN among a class's outputs is kept.
    func mapped(_ rows: [Float], modelClassCount: Int) -> [Float] {
        guard let outputs else { return rows }
        let starts = stride(from: 0, to: rows.count, by: modelClassCount)
        return starts.flatMap { start in
            outputs.map { group in
                group.dropFirst().reduce(rows[start + group[0]]) { largest, output in
                    let logit = rows[start + output]
                    return largest.isNaN || logit <= largest ? largest : logit
                }
            }
        }
    }
}
