internal import CLIPModels
package import Calibration
public import Workers

/// Classifies images with models and counts what they get right.
///
/// Every image is decoded once for all models. Images are decoded on other threads while the models
/// classify those before; what comes out does not depend on the number of threads or the size of
/// batches, as far as the models' logits do not.
public struct Evaluator: Sendable {
    private let models: [any EvaluatedModel]
    private let options: EvaluationOptions
    /// What the mean of several models is a mean of.
    package var averaging: EnsembleAveraging = .probabilities

    /// Creates an evaluator of models, all of which stay in memory.
    ///
    /// - Precondition: There is at least one model.
    public init(_ models: [any EvaluatedModel], options: EvaluationOptions) {
        precondition(!models.isEmpty, "an evaluation needs a model")
        self.models = models
        self.options = options
    }

    /// Evaluates all models on all data sets.
    ///
    /// - Parameters:
    ///   - dataSets: The data sets, one after the other.
    ///   - predictions: For each model, takes its logits where they are to be kept.
    ///   - ensemble: What results call the mean of the models' answers; nil leaves it out.
    ///   - cancellation: Ends the evaluation early, after the batch at hand.
    ///   - progress: Hears of the images that all models have classified; its stage is the data set.
    /// - Returns: The score of every model, in their order, then that of the ensemble.
    /// - Throws: `EvaluationError` when a model does not fit a data set or a logit is not a number;
    ///   `ImageError` or `CheckpointError` for an image that cannot be decoded; what models throw;
    ///   `WorkError`.
    /// - Complexity: One pass over the images; memory for a few batches in addition to the models.
    public func evaluate(
        _ dataSets: [DataSet],
        predictions: [PredictionWriter] = [],
        ensemble: String? = nil,
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws -> [ModelScore] {
        for (dataSet, model) in dataSets.flatMap({ set in models.map { (set, $0) } }) {
            try dataSet.mapping(for: model).check(
                modelClassCount: model.classCount,
                model: model.name,
                dataSet: dataSet.name
            )
        }
        if ensemble != nil { try requireSameClasses(of: dataSets) }
        let imageCount = dataSets.reduce(0) { $0 + $1.count }
        let meter = ProgressMeter(.images, total: imageCount, progress)
        var run = EvaluationRun(
            models,
            meter,
            predictions: models.indices.map {
                predictions.indices.contains($0) ? predictions[$0] : nil
            },
            ensemble: ensemble,
            averaging: averaging
        )
        for (number, dataSet) in dataSets.enumerated() {
            try evaluate(dataSet, number: number, &run, cancellation)
        }
        return run.scores(of: dataSets)
    }

    /// Lets all models classify all images of a data set, without counting.
    ///
    /// - Parameters:
    ///   - dataSet: The data set; models need not have its classes.
    ///   - cancellation: As for `evaluate`.
    ///   - progress: As for `evaluate`.
    ///   - body: Takes, batch by batch and model by model, the model's place, the places of the images,
    ///     what it made of them, and the seconds it took.
    /// - Throws: What decoding, models and `body` throw.
    public func rate(
        _ dataSet: DataSet,
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in },
        _ body: (Int, Range<Int>, ImageRating, Double) throws -> Void
    ) throws {
        let meter = ProgressMeter(.images, total: dataSet.count, progress)
        let loader = BatchLoader(dataSet, for: geometries, options)
        try loader.forEach { batch, _ in
            try cancellation.check()
            for (index, model) in models.enumerated() {
                let begin = ContinuousClock.now
                let pixels = batch.pixels[model.geometry] ?? []
                let rating = try model.rating(of: pixels, from: batch.images.lowerBound)
                try body(index, batch.images, rating, (ContinuousClock.now - begin) / .seconds(1))
            }
            meter.add(batch.images.count, stage: dataSet.name)
        }
    }

    /// Measures how several models answer together.
    ///
    /// - Parameters:
    ///   - dataSets: The data sets; models need not have their classes.
    ///   - answer: Takes what each model made of some images, a row of its own logits for each image, and
    ///     the data set; gives a row of values for each image, the largest of which is the answer.
    ///   - name: What results call it.
    ///   - cancellation: As for `evaluate`.
    ///   - progress: As for `evaluate`.
    /// - Returns: The score.
    /// - Throws: As `evaluate`, and what `answer` throws.
    public func evaluate(
        _ dataSets: [DataSet],
        by answer: ([[Float]], DataSet) throws -> (values: [Float], classCount: Int),
        name: String,
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws -> ModelScore {
        let meter = ProgressMeter(
            .images,
            total: dataSets.reduce(0) { $0 + $1.count },
            progress
        )
        let start = ContinuousClock.now
        let scores = try dataSets.map { dataSet in
            var tally: DataSetTally?
            try BatchLoader(dataSet, for: geometries, options).forEach { batch, _ in
                try cancellation.check()
                let rows = try models.map { model in
                    let pixels = batch.pixels[model.geometry] ?? []
                    return try model.rating(of: pixels, from: batch.images.lowerBound).logits
                }
                let (values, classCount) = try answer(rows, dataSet)
                var own = tally ?? DataSetTally(classCount: classCount)
                try own.count(values, batch, of: dataSet, by: name)
                tally = own
                meter.add(batch.images.count, stage: dataSet.name)
            }
            return (tally ?? DataSetTally(classCount: 0)).score(of: dataSet)
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return ModelScore(model: name, dataSets: scores, seconds: seconds)
    }

    /// Models whose answers are averaged must rate the same classes.
    private func requireSameClasses(of dataSets: [DataSet]) throws(EvaluationError) {
        for dataSet in dataSets {
            let counts = models.map {
                dataSet.mapping(for: $0).classCount(modelClassCount: $0.classCount)
            }
            for (model, count) in zip(models, counts) where count != counts[0] {
                throw .classCount(
                    dataSet: dataSet.name,
                    wanted: "the \(counts[0]) of \(models[0].name)",
                    model: model.name,
                    found: count
                )
            }
        }
    }

    private func evaluate(
        _ dataSet: DataSet,
        number: Int,
        _ run: inout EvaluationRun,
        _ cancellation: Cancellation
    ) throws {
        run.begin(dataSet)
        let loader = BatchLoader(dataSet, for: geometries, options)
        try loader.forEach { batch, waiting in
            try cancellation.check()
            try run.rate(batch, of: dataSet, number: number, waiting: waiting)
        }
    }

    /// The geometries of all models, each once.
    private var geometries: [ImageGeometry] {
        models.map(\.geometry).reduce(into: []) { found, geometry in
            if !found.contains(geometry) { found.append(geometry) }
        }
    }
}
