public import CLIPVision
internal import Checkpoints
internal import Evaluation
public import MergeEngine
internal import Soups
internal import Workers

extension MergedWeights: WeightSource {}

/// Measures models by running them here; merges are formed in memory.
struct CLIPEvaluator: AccuracyEvaluator {
    let vision: VisionArguments
    /// The data sets that models are measured on, opened before the first of them.
    let dataSets: [DataSetFolder: DataSet]
    let options: ExecutionOptions
    let progress: ProgressListener

    func accuracies(
        of candidate: Candidate,
        on folders: [DataSetFolder],
        cancellation: Cancellation
    ) throws -> [Double] {
        let model = try model(candidate, cancellation)
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
        return scores[0].dataSets.map(\.top1)
    }

    private func model(
        _ candidate: Candidate,
        _ cancellation: Cancellation
    ) throws -> CLIPModel {
        switch candidate {
        case .checkpoint(let input):
            return try vision.model(input.open(), threads: options.threads)
        case .merge(let request):
            let plan = try MergePlan(request, options: options)
            let weights = try plan.mergeInMemory(cancellation: cancellation)
            return try vision.model(
                weights,
                configuredBy: plan.inputs.base,
                threads: options.threads
            )
        }
    }
}
