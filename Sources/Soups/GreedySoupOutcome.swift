/// A greedy soup and how it came about.
package struct GreedySoupOutcome: Sendable, Equatable {
    /// One model that was tried.
    package struct Step: Sendable, Encodable, Equatable {
        /// The model.
        package let model: String
        /// The held-out accuracy of the model alone.
        package let single: Double
        /// The held-out accuracy of the soup with it.
        package let heldOut: Double
        /// Whether it stayed in the soup.
        package let accepted: Bool
        /// The part of the soup before it that is kept; nil for plain averages.
        package let coefficient: Double?

        enum CodingKeys: String, CodingKey {
            case model, accepted, coefficient, single
            case heldOut = "held_out"
        }
    }

    /// A mixture that was measured.
    struct Trial {
        let mixture: SoupMixture
        let coefficient: Double?
        let heldOut: Double
    }

    /// The models of the soup, in the order in which they were accepted, and their weights.
    package private(set) var mixture: SoupMixture
    /// The held-out accuracy of the soup.
    package private(set) var heldOut: Double
    /// Every model in the order in which it was tried; the first is the best single one.
    package private(set) var steps: [Step]

    /// The models of the soup, in the order in which they were accepted.
    package var ingredients: [String] { mixture.models }

    init(first: SoupMixture, heldOut: Double) {
        mixture = first
        self.heldOut = heldOut
        steps = [
            Step(
                model: first.models[0],
                single: heldOut,
                heldOut: heldOut,
                accepted: true,
                coefficient: nil
            )
        ]
    }

    mutating func add(_ trial: Trial, single: Double, accepted: Bool) -> Step {
        let step = Step(
            model: trial.mixture.models[trial.mixture.models.count - 1],
            single: single,
            heldOut: trial.heldOut,
            accepted: accepted,
            coefficient: trial.coefficient
        )
        steps.append(step)
        if accepted { (mixture, heldOut) = (trial.mixture, trial.heldOut) }
        return step
    }
}
