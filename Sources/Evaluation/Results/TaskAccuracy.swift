/// How well a tower does on a task, and how well the model that was fine-tuned for the task alone does.
package struct TaskAccuracy: Sendable, Equatable {
    /// The tower's accuracy, a fraction.
    package let merged: Double
    /// The accuracy of the task's own model, a fraction; nil where it is not known.
    package let single: Double?

    /// Puts both together.
    package init(merged: Double, single: Double?) { (self.merged, self.single) = (merged, single) }
}

extension Collection<TaskAccuracy> {
    /// The mean accuracy over tasks, each with the same weight: `1/T sum_t a_t`.
    ///
    /// - Precondition: There is a task.
    package var meanAccuracy: Double {
        precondition(!isEmpty, "a mean is of one task at least")
        return reduce(0) { $0 + $1.merged } / Double(count)
    }

    /// The mean over tasks of the accuracy as a part of the task's own model's: `1/T sum_t a_t / s_t`, the
    /// normalised accuracy of the task arithmetic literature (Ortiz-Jimenez et al., arXiv 2305.12827).
    ///
    /// - Returns: Nil where a task's own model is not known, or gets nothing right.
    /// - Precondition: There is a task.
    package var normalisedAccuracy: Double? {
        precondition(!isEmpty, "a mean is of one task at least")
        var sum = 0.0
        for task in self {
            guard let single = task.single, single > 0 else { return nil }
            sum += task.merged / single
        }
        return sum / Double(count)
    }
}
