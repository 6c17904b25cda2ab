package import Checkpoints
package import Workers

/// Measures towers on several tasks, each with a head of its own.
///
/// The towers stay in memory once, whatever the number of tasks.
package struct TaskEvaluation: Sendable {
    /// A data set and the head that knows its classes.
    package struct Task: Sendable {
        /// The labelled images.
        package let dataSet: DataSet
        /// The head; nil for that of each model.
        package let head: CheckpointInput?

        /// Describes a task.
        package init(_ dataSet: DataSet, head: CheckpointInput?) {
            (self.dataSet, self.head) = (dataSet, head)
        }
    }

    private let models: [CLIPModel]
    private let tasks: [Task]
    private let options: EvaluationOptions

    /// Describes an evaluation.
    ///
    /// - Precondition: There is at least one model.
    package init(_ models: [CLIPModel], _ tasks: [Task], options: EvaluationOptions) {
        precondition(!models.isEmpty, "an evaluation needs a model")
        (self.models, self.tasks, self.options) = (models, tasks, options)
    }

    /// Evaluates all models on all tasks.
    ///
    /// - Parameters:
    ///   - cancellation: Ends the evaluation early.
    ///   - progress: Hears of the images of one task after the other.
    /// - Returns: The score of every model, in their order.
    /// - Throws: `VisionError` for a head that is not made for a tower's features, before anything is
    ///   measured; what `Evaluator` throws.
    /// - Complexity: A pass over each task's images.
    package func evaluate(
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws -> [ModelScore] {
        let fitted = try tasks.map { task in
            try models.map { model in try task.head.map(model.withHead) ?? model }
        }
        let scores = try zip(tasks, fitted).map { task, models in
            try Evaluator(models, options: options).evaluate(
                [task.dataSet],
                cancellation: cancellation,
                progress: progress
            )
        }
        return models.indices.map { model in
            ModelScore(
                model: models[model].name,
                dataSets: scores.flatMap { $0[model].dataSets },
                seconds: scores.reduce(0) { $0 + $1[model].seconds }
            )
        }
    }
}
