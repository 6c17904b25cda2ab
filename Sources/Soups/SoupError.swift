/// A reason why soups or curves could not be made.
package enum SoupError: Error, Sendable, Equatable {
    /// A file of known accuracies does not hold one that is needed.
    case missingScore(model: String, dataSet: String, file: String)
    /// Two models go by the same name, which known accuracies and logs need to tell apart.
    case sameName(String)
    /// Models have no tensors by which their similarity is measured.
    case notComparable(model: String, reason: String)
    /// A method does not have a parameter that is to be varied, or does not take a value of it.
    case parameter(String, method: String, reason: String)
    /// A task's own model gets nothing right, so that nothing can be a part of its accuracy.
    case single(task: String)
    /// The command of an evaluator cannot be used as it is given.
    case command(String, reason: String)
    /// A program that measures accuracies failed.
    case program(command: String, reason: String, messages: String)
    /// A program that measures accuracies took longer than it may.
    case late(command: String, limit: Duration, messages: String)
}

extension SoupError: CustomStringConvertible {
    /// One line that says what, where, and what to do.
    package var description: String {
        switch self {
        case .missingScore(let model, let dataSet, let file):
            "\(file): no accuracy of '\(model)' on '\(dataSet)'; add the row, or name another data set"
        case .sameName(let name):
            "two models are called '\(name)': give them names of their own"
        case .notComparable(let model, let reason):
            "\(model): \(reason); the order by accuracy needs no similarity"
        case .parameter(let name, let method, let reason):
            "parameter '\(name)' of \(method): \(reason)"
        case .single(let task):
            "\(task): its own model gets no image right, so that no accuracy is a part of its"
        case .command(let command, let reason): "the evaluator '\(command)': \(reason)"
        case .program(let command, let reason, let messages):
            "'\(command)' \(reason)" + (messages.isEmpty ? "" : ": " + messages)
        case .late(let command, let limit, let messages):
            "'\(command)' took longer than \(limit / .seconds(1)) seconds"
                + (messages.isEmpty ? "" : ": " + messages)
        }
    }
}
