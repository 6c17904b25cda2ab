package import Evaluation

/// A value of a parameter, and how well the merge with it does on every task.
package struct TuningPoint: Sendable, Equatable {
    /// The value.
    package let value: Double
    /// The accuracies, in the order of the tasks.
    package let tasks: [TaskAccuracy]

    /// Puts both together.
    ///
    /// - Precondition: There is a task.
    package init(value: Double, tasks: [TaskAccuracy]) { (self.value, self.tasks) = (value, tasks) }

    /// The mean over tasks of the accuracy as a part of the task's own model's.
    ///
    /// - Returns: 0 where a task's own model gets nothing right, which the tuner refuses beforehand.
    package var normalised: Double { tasks.normalisedAccuracy ?? 0 }
}

/// All values that were tried, and the best of them.
package struct TuningOutcome: Sendable, Equatable {
    /// The values, in the order in which they were tried.
    package private(set) var points: [TuningPoint] = []
    /// The place of the best one: of equal ones the first.
    package private(set) var best = 0

    /// Nothing was tried yet.
    package init() {}

    /// Adds a value that was measured.
    package mutating func add(_ point: TuningPoint) {
        points.append(point)
        if point.normalised > points[best].normalised { best = points.count - 1 }
    }

    /// The values that were tried since the best one.
    package var triesSinceBest: Int { points.isEmpty ? 0 : points.count - 1 - best }
}
