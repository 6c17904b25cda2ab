/// A greedy soup and how it came about.
package struct GreedySoupOutcome: Sendable, Encodable, Equatable {
    /// One model that was tried.
    package struct Step: Sendable, Encodable, Equatable {
        /// The model.
        package let model: String
        /// The held-out accuracy of the soup with it.
        package let heldOut: Double
        /// Whether it stayed in the soup.
        package let accepted: Bool

        enum CodingKeys: String, CodingKey {
            case model, accepted
            case heldOut = "held_out"
        }
    }

    /// The models of the soup, in the order in which they were accepted.
    package private(set) var ingredients: [String]
    /// The held-out accuracy of the soup.
    package private(set) var heldOut: Double
    /// Every model in the order in which it was tried; the first is the best single one.
    package private(set) var steps: [Step]

    enum CodingKeys: String, CodingKey {
        case ingredients, steps
        case heldOut = "held_out"
    }

    init(first: String, heldOut: Double) {
        ingredients = [first]
        self.heldOut = heldOut
        steps = [Step(model: first, heldOut: heldOut, accepted: true)]
    }

    mutating func add(_ model: String, heldOut: Double, accepted: Bool) -> Step {
        let step = Step(model: model, heldOut: heldOut, accepted: accepted)
        steps.append(step)
        if accepted {
            ingredients.append(model)
            self.heldOut = heldOut
        }
        return step
    }
}
