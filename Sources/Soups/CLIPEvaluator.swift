internal import CLIPModels
internal import Checkpoints
package import Evaluation
package import MergeEngine
package import Workers

/// Measures models by running them in this process; merges are formed in memory.
package struct CLIPEvaluator: AccuracyEvaluator {
    private let models: CLIPModelOptions
    private let dataSets: [DataSetFolder: DataSet]
    private let options: ExecutionOptions
    private let progress: ProgressListener
    private let willMeasure: @Sendable (CLIPModel) -> Void

    /// Describes an evaluator.
    ///
    /// - Parameters:
    ///   - models: How every model is run.
    ///   - dataSets: The data sets that models are measured on, opened before the first of them.
    ///   - options: How merges use the machine.
    ///   - progress: Told how far the model at hand has come.
    ///   - willMeasure: Told each model before it is measured, with what is assumed of it.
    package init(
        _ models: CLIPModelOptions,
        dataSets: [DataSetFolder: DataSet],
        options: ExecutionOptions,
        progress: @escaping ProgressListener,
        willMeasure: @escaping @Sendable (CLIPModel) -> Void
    ) {
        self.models = models
        self.dataSets = dataSets
        self.options = options
        self.progress = progress
        self.willMeasure = willMeasure
    }

    /// Loads the candidate and runs it over the images.
    ///
    /// - Precondition: The data sets are among those that were opened.
    /// - Throws: What opening, merging, loading and evaluating throw.
    package func accuracies(
        of candidate: Candidate,
        on folders: [DataSetFolder],
        cancellation: Cancellation
    ) throws -> [Double] {
        let model = try model(candidate, cancellation)
        willMeasure(model)
        let sets = folders.map { folder in
            guard let set = dataSets[folder] else {
                preconditionFailure("'\(folder.name)' was not opened")
            }
            return set
        }
        let evaluation = EvaluationOptions(threads: options.threads)
        let scores = try Evaluator([model], options: evaluation).evaluate(
            sets,
            cancellation: cancellation,
            progress: progress
        )
        return scores[0].dataSets.map(\.accuracy.top1)
    }

    private func model(
        _ candidate: Candidate,
        _ cancellation: Cancellation
    ) throws -> CLIPModel {
        switch candidate {
        case .checkpoint(let input):
            return try CLIPModel(input.openModel(), options: models)
        case .merge(let request):
            let plan = try MergePlan(request, options: options)
            let weights = try plan.mergeInMemory(cancellation: cancellation)
            return try CLIPModel(
                weights,
                configuredBy: plan.inputs.configured,
                options: models
            )
        }
    }
}
