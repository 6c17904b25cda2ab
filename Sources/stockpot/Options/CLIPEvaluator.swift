public import CLIPVision
internal import Checkpoints
internal import Evaluation
public import MergeEngine
internal import Soups
internal import Synchronization
internal import TextFormats
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
        warn(model.notes)
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

    /// Says what is assumed of the first model; the others are made of the same files.
    private func warn(_ notes: [String]) {
        let isFirst = hasWarned.withLock { told in
            defer { told = told || !notes.isEmpty }
            return !told
        }
        if isFirst { for note in notes { StandardError.print("warning: \(note)") } }
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
                configuredBy: plan.inputs.configured,
                threads: options.threads
            )
        }
    }
}

/// Whether this process has said what is assumed of models.
private let hasWarned = Mutex(false)
