internal import CLIPModels
public import Workers

/// Classifies images with models and counts what they get right.
///
/// Every image is decoded once for all models. Images are decoded on other threads while the models
/// classify those before; what comes out does not depend on the number of threads or the size of
/// batches, as far as the models' logits do not.
public struct Evaluator: Sendable {
    private let models: [any EvaluatedModel]
    private let options: EvaluationOptions

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
    ///   - cancellation: Ends the evaluation early, after the batch at hand.
    ///   - progress: Hears of the images that all models have classified; its stage is the data set.
    /// - Returns: The score of every model, in their order.
    /// - Throws: `EvaluationError` when a model does not fit a data set or a logit is not a number;
    ///   `ImageError` or `CheckpointError` for an image that cannot be decoded; what models throw;
    ///   `WorkError`.
    /// - Complexity: One pass over the images; memory for a few batches in addition to the models.
    public func evaluate(
        _ dataSets: [DataSet],
        predictions: [PredictionWriter] = [],
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
        let imageCount = dataSets.reduce(0) { $0 + $1.count }
        let meter = ProgressMeter(.images, total: imageCount, progress)
        var run = EvaluationRun(
            models,
            meter,
            predictions: models.indices.map {
                predictions.indices.contains($0) ? predictions[$0] : nil
            }
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
