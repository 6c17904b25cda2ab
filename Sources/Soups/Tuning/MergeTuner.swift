internal import Checkpoints
package import Evaluation
package import MergeEngine
internal import Merging
internal import TextFormats
package import Workers

/// A search over one parameter of a merge by accuracy on several tasks, each with a head of its own.
///
///     chosen = argmax_v  1/T sum_t accuracy_t(merge(v)) / single_t
///
/// Values are tried in their order; the search stops after some without a gain, as the code of Iso-C does
/// (arXiv 2502.04959). Merges are formed in memory. Where `alpha` of a method of matrices is varied, matrices
/// are factored for the first value only, and all others multiply its task vectors: with the same bits.
package struct MergeTuner {
    private let merge: MergeRequest
    private let parameter: String
    private let options: ExecutionOptions
    private let tasks: [TaskEvaluation.Task]
    private let singles: [Double]
    private let running: CLIPModelOptions

    /// Describes a search.
    ///
    /// - Parameters:
    ///   - request: The merge; what it says of the parameter does not count.
    ///   - parameter: The parameter that is varied.
    ///   - tasks: Held-out images and heads.
    ///   - singles: The accuracy of each task's own model, a fraction.
    ///   - running: How towers are run.
    ///   - options: How merges use the machine.
    /// - Throws: `SoupError.single` where a task's own model gets nothing right.
    /// - Precondition: There is a task, and a single accuracy for each.
    package init(
        _ request: MergeRequest,
        varying parameter: String,
        tasks: [TaskEvaluation.Task],
        singles: [Double],
        running: CLIPModelOptions,
        options: ExecutionOptions
    ) throws(SoupError) {
        precondition(!tasks.isEmpty && tasks.count == singles.count, "a task has one single model")
        for (task, single) in zip(tasks, singles) where single <= 0 {
            throw .single(task: task.dataSet.name)
        }
        (merge, self.parameter, self.tasks) = (request, parameter, tasks)
        (self.singles, self.running) = (singles, running)
        var options = options
        let isMatrixMethod = request.recipe.method.parameters.map(\.name).contains("alpha")
        if parameter.isExactly("alpha"), isMatrixMethod { options.matrices = MatrixCache() }
        self.options = options
    }

    /// The merge with a value.
    ///
    /// - Throws: `SoupError.parameter` where the method does not take it.
    package func request(_ value: Double) throws(SoupError) -> MergeRequest {
        var request = merge
        request.recipe = try request.recipe.setting(parameter, to: value)
        return request
    }

    /// Plans the merge with a value; its matrices are those of the search.
    ///
    /// - Throws: What `request` and planning throw.
    package func plan(_ value: Double, output: ExecutionOptions? = nil) throws -> MergePlan {
        var own = output ?? options
        own.matrices = options.matrices
        return try MergePlan(try request(value), options: own)
    }

    /// Searches.
    ///
    /// - Parameters:
    ///   - values: The values, in the order in which they are tried.
    ///   - patience: How many values without a gain end the search.
    ///   - log: Knows what was measured before, and keeps what is measured.
    ///   - cancellation: Ends the work early.
    ///   - progress: Told how far the evaluation at hand has come.
    ///   - willTry: Told each value, and whether it is known already.
    ///   - outcome: What was measured so far, kept up to date where the search ends early.
    /// - Throws: What merging, running and the log throw.
    /// - Complexity: A merge in memory and a pass over all images for each value.
    package func search(
        _ values: [Double],
        patience: Int,
        log: TuningLog?,
        cancellation: Cancellation,
        progress: @escaping ProgressListener,
        willTry: (Double, Bool) -> Void,
        into outcome: inout TuningOutcome
    ) throws {
        for value in values where outcome.triesSinceBest < patience {
            let text = try request(value).recipe.text
            willTry(value, log?.knows(text) ?? false)
            let measure = { try self.accuracies(value, cancellation, progress) }
            let name =
                "\(merge.recipe.method.name) \(parameter)=\(JSONValue.number(value).text())"
            let found =
                try log?.accuracies(of: text, named: name, measure: measure) ?? measure()
            outcome.add(
                TuningPoint(
                    value: value,
                    tasks: zip(found, singles).map { TaskAccuracy(merged: $0, single: $1) }
                )
            )
        }
    }

    private func accuracies(
        _ value: Double,
        _ cancellation: Cancellation,
        _ progress: @escaping ProgressListener
    ) throws -> [Double] {
        let plan = try plan(value)
        let weights = try plan.mergeInMemory(cancellation: cancellation)
        let tower = try CLIPModel(
            weights,
            configuredBy: plan.inputs.configured,
            options: running
        )
        let evaluation = EvaluationOptions(threads: options.threads)
        return try TaskEvaluation([tower], tasks, options: evaluation)
            .evaluate(cancellation: cancellation, progress: progress)[0]
            .dataSets.map(\.accuracy.top1)
    }
}
