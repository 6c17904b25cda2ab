/// The recipe of a greedy soup (Wortsman et al., arXiv 2203.05482).
///
///     order  = models by held-out accuracy, descending; ties in reverse input order
///     soup   = {order[0]};  best = its accuracy
///     for m in order[1...]:  a = accuracy(average(soup + m));  if a > best: soup += m, best = a
///
/// On the same images the soup is never worse than the best model.
package struct GreedySoup: Sendable {
    /// When a candidate replaces the soup.
    package enum Acceptance: String, Sendable, CaseIterable {
        /// When it is better, as in the authors' code.
        case greater = "gt"
        /// When it is not worse, as the paper's text has it.
        case notLess = "ge"

        func accepts(_ accuracy: Double, over best: Double) -> Bool {
            self == .greater ? accuracy > best : accuracy >= best
        }
    }

    private let acceptance: Acceptance
    private let reevaluatesFirst: Bool

    /// Describes the recipe.
    ///
    /// - Parameters:
    ///   - acceptance: When a candidate replaces the soup.
    ///   - reevaluatesFirst: Whether the best model is measured again, for known accuracies that
    ///     were measured on other images.
    package init(acceptance: Acceptance = .greater, reevaluatesFirst: Bool = false) {
        self.acceptance = acceptance
        self.reevaluatesFirst = reevaluatesFirst
    }

    /// The positions of the models in the order in which they are tried.
    ///
    /// - Complexity: O(n log n) for n models.
    package static func order(of accuracies: [Double]) -> [Int] {
        accuracies.indices.sorted { left, right in
            (accuracies[left], left) > (accuracies[right], right)
        }
    }

    /// Cooks the soup.
    ///
    /// - Parameters:
    ///   - models: The checkpoints.
    ///   - accuracies: The held-out accuracy of each of them.
    ///   - heldOut: The held-out accuracy of the average of models, in the order given.
    ///   - step: Told every decision.
    /// - Returns: The ingredients and all decisions.
    /// - Precondition: There is at least one model, and one accuracy for each.
    /// - Throws: What `heldOut` throws.
    /// - Complexity: n - 1 evaluations for n models; one more with `reevaluatesFirst`.
    package func cook(
        _ models: [String],
        accuracies: [Double],
        heldOut: ([String]) throws -> Double,
        step: (GreedySoupOutcome.Step) -> Void = { _ in }
    ) rethrows -> GreedySoupOutcome {
        precondition(!models.isEmpty && models.count == accuracies.count, "one accuracy per model")
        let order = Self.order(of: accuracies)
        let first = models[order[0]]
        let start = reevaluatesFirst ? try heldOut([first]) : accuracies[order[0]]
        var outcome = GreedySoupOutcome(first: first, heldOut: start)
        step(outcome.steps[0])
        for model in order.dropFirst() {
            let accuracy = try heldOut(outcome.ingredients + [models[model]])
            let isAccepted = acceptance.accepts(accuracy, over: outcome.heldOut)
            step(outcome.add(models[model], heldOut: accuracy, accepted: isAccepted))
        }
        return outcome
    }
}
