internal import Calibration
internal import Workers

/// An evaluation under way: what was counted, and the time that it took.
struct EvaluationRun {
    private let models: [any EvaluatedModel]
    private let meter: ProgressMeter
    private let predictions: [PredictionWriter?]
    /// For each model, its scores on the data sets so far.
    private var tallies: [[DataSetTally]]
    /// What results call the mean of all models, where it counts too, and its scores.
    private let ensemble: String?
    private let averaging: EnsembleAveraging
    private var ensembleTallies: [DataSetTally] = []
    /// For each model, which of its outputs mean which class of the data set begun last.
    private var mappings: [OutputMapping] = []
    /// For each model, the time of its own work.
    private var rating: [Duration]
    private var waiting = Duration.zero

    init(
        _ models: [any EvaluatedModel],
        _ meter: ProgressMeter,
        predictions: [PredictionWriter?],
        ensemble: String?,
        averaging: EnsembleAveraging
    ) {
        self.models = models
        (self.ensemble, self.averaging) = (ensemble, averaging)
        self.meter = meter
        self.predictions = predictions
        tallies = Array(repeating: [], count: models.count)
        rating = Array(repeating: .zero, count: models.count)
    }

    /// Begins to count for a data set.
    mutating func begin(_ dataSet: DataSet) {
        mappings = models.map { dataSet.mapping(for: $0) }
        for model in models.indices {
            let count = mappings[model].classCount(modelClassCount: models[model].classCount)
            tallies[model].append(DataSetTally(classCount: count))
            if ensemble != nil, model == 0 {
                ensembleTallies.append(DataSetTally(classCount: count))
            }
        }
    }

    /// Lets every model classify a batch of the data set that was begun last, and counts.
    mutating func rate(
        _ batch: ImageBatch,
        of dataSet: DataSet,
        number: Int,
        waiting: Duration
    ) throws {
        self.waiting += waiting
        var mean: EnsembleMean?
        for (index, model) in models.enumerated() {
            let begin = ContinuousClock.now
            let first = batch.images.lowerBound
            let rating = try model.rating(of: batch.pixels[model.geometry] ?? [], from: first)
            let logits = mappings[index].mapped(rating.logits, modelClassCount: model.classCount)
            self.rating[index] += ContinuousClock.now - begin
            try tallies[index][number].count(logits, batch, of: dataSet, by: model.name)
            if ensemble != nil {
                let count = mappings[index].classCount(modelClassCount: model.classCount)
                let rows = LogitRows(logits.map(Double.init), classCount: count)
                if mean == nil {
                    mean = EnsembleMean(rows, averaging: averaging)
                } else {
                    mean?.add(rows)
                }
            }
            if let writer = predictions[index] {
                try writer.write(logits, features: rating.features, at: first, number)
            }
        }
        if let ensemble, let mean {
            try ensembleTallies[number].count(
                mean.rows.values.map { Float($0) },
                batch,
                of: dataSet,
                by: ensemble
            )
        }
        meter.add(batch.images.count, stage: dataSet.name)
    }

    /// The scores of all models, and of the ensemble where there is one.
    func scores(of dataSets: [DataSet]) -> [ModelScore] {
        let own = models.indices.map { model in
            ModelScore(
                model: models[model].name,
                dataSets: zip(dataSets, tallies[model]).map { $1.score(of: $0) },
                seconds: (rating[model] + waiting / models.count) / .seconds(1)
            )
        }
        guard let ensemble else { return own }
        return own + [
            ModelScore(
                model: ensemble,
                dataSets: zip(dataSets, ensembleTallies).map { $1.score(of: $0) },
                seconds: own.reduce(0) { $0 + $1.seconds }
            )
        ]
    }
}
