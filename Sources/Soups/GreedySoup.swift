/// The recipe of a greedy soup (Wortsman et al., arXiv 2203.05482).
///
///     order  = models by held-out accuracy, descending; ties in reverse input order
///     soup   = {order[0]};  best = its accuracy
///     for m in order[1...]:  a = accuracy(average(soup + m));  if a > best: soup += m, best = a
///
/// On the same images the soup is never worse than the best model.
///
/// The heuristic merge of Model-GLUE (Zhao et al., arXiv 2410.05357) is the same loop with another order
/// and with coefficients: the next model is the one most or least similar to the merge so far, and instead of
/// the plain average `λ·merge + (1 - λ)·m` is tried for each coefficient λ; the best of them counts.
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

    /// Which model is tried next.
    package enum Order: String, Sendable, CaseIterable {
        /// The most accurate one.
        case accuracy
        /// The one most similar to the merge so far.
        case similarity
        /// The one least similar to it.
        case dissimilarity
    }

    private let acceptance: Acceptance
    private let reevaluatesFirst: Bool
    private let order: Order
    private let coefficients: [Double]

    /// Describes the recipe.
    ///
    /// - Parameters:
    ///   - acceptance: When a candidate replaces the soup.
    ///   - reevaluatesFirst: Whether the best model is measured again, for known accuracies that
    ///     were measured on other images.
    ///   - order: Which model is tried next.
    ///   - coefficients: The λ that are tried with each model; none for the plain average.
    /// - Precondition: Coefficients lie between 0 and 1.
    package init(
        acceptance: Acceptance = .greater,
        reevaluatesFirst: Bool = false,
        order: Order = .accuracy,
        coefficients: [Double] = []
    ) {
        precondition(coefficients.allSatisfy { $0 > 0 && $0 < 1 }, "a coefficient is out of range")
        self.acceptance = acceptance
        self.reevaluatesFirst = reevaluatesFirst
        self.order = order
        self.coefficients = coefficients
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
    ///   - similarities: How similar models are to a mixture; asked for the orders that need it.
    ///   - heldOut: The held-out accuracy of a mixture.
    ///   - step: Told every decision.
    /// - Returns: The ingredients and all decisions.
    /// - Precondition: There is at least one model, and one accuracy for each.
    /// - Throws: What `heldOut` and `similarities` throw.
    /// - Complexity: n - 1 evaluations for n models, times the number of coefficients where there are
    ///   some; one more with `reevaluatesFirst`. For an order by similarity n (n - 1) / 2 similarities.
    package func cook(
        _ models: [String],
        accuracies: [Double],
        similarities: (SoupMixture, [String]) throws -> [Double],
        heldOut: (SoupMixture) throws -> Double,
        step: (GreedySoupOutcome.Step) -> Void = { _ in }
    ) rethrows -> GreedySoupOutcome {
        precondition(!models.isEmpty && models.count == accuracies.count, "one accuracy per model")
        var remaining = Self.order(of: accuracies)
        let best = remaining.removeFirst()
        if order != .accuracy { remaining.sort() }
        let first = SoupMixture([models[best]])
        let start = reevaluatesFirst ? try heldOut(first) : accuracies[best]
        var outcome = GreedySoupOutcome(first: first, heldOut: start)
        step(outcome.steps[0])
        while !remaining.isEmpty {
            let others = remaining.map { models[$0] }
            let place = try self.place(among: others, similarTo: outcome.mixture, similarities)
            let trial = try trial(of: others[place], with: outcome.mixture, heldOut)
            let single = accuracies[remaining.remove(at: place)]
            let isAccepted = acceptance.accepts(trial.heldOut, over: outcome.heldOut)
            step(outcome.add(trial, single: single, accepted: isAccepted))
        }
        return outcome
    }

    /// Cooks the soup in the order of accuracy, as plain averages of models in the order given.
    ///
    /// - Precondition: Neither another order nor coefficients were asked for.
    package func cook(
        _ models: [String],
        accuracies: [Double],
        heldOut: ([String]) throws -> Double,
        step: (GreedySoupOutcome.Step) -> Void = { _ in }
    ) rethrows -> GreedySoupOutcome {
        precondition(order == .accuracy && coefficients.isEmpty, "this soup needs mixtures")
        return try cook(
            models,
            accuracies: accuracies,
            similarities: { _, _ in [] },
            heldOut: { mixture in try heldOut(mixture.models) },
            step: step
        )
    }

    /// The place of the model that is tried next; of equally similar ones the first.
    private func place(
        among others: [String],
        similarTo mixture: SoupMixture,
        _ similarities: (SoupMixture, [String]) throws -> [Double]
    ) rethrows -> Int {
        guard order != .accuracy, others.count > 1 else { return 0 }
        let values = try similarities(mixture, others)
        let sign = order == .similarity ? 1.0 : -1
        return values.indices.reduce(0) { best, place in
            sign * values[place] > sign * values[best] + 1e-12 ? place : best
        }
    }

    /// The best mixture with a model; of equal ones that of the first coefficient.
    private func trial(
        of model: String,
        with mixture: SoupMixture,
        _ heldOut: (SoupMixture) throws -> Double
    ) rethrows -> GreedySoupOutcome.Trial {
        guard !coefficients.isEmpty else {
            let sum = mixture.adding(model)
            return .init(mixture: sum, coefficient: nil, heldOut: try heldOut(sum))
        }
        let trials = try coefficients.map { coefficient in
            let sum = mixture.keeping(coefficient, with: model)
            return GreedySoupOutcome.Trial(
                mixture: sum,
                coefficient: coefficient,
                heldOut: try heldOut(sum)
            )
        }
        return trials.dropFirst().reduce(trials[0]) { $1.heldOut > $0.heldOut + 1e-12 ? $1 : $0 }
    }
}
