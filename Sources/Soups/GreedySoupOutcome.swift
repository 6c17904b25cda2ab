/// A greedy soup and how it came about.
public struct GreedySoupOutcome: Sendable, Encodable, Equatable {
    /// One model that was tried.
    public struct Step: Sendable, Encodable, Equatable {
        /// The model.
        public let model: String
        /// The held-out accuracy of the soup with it.
        public let heldOut: Double
        /// Whether it stayed in the soup.
        public let accepted: Bool

        enum CodingKeys: String, CodingKey {
            case model, accepted
            case heldOut = "held_out"
        }
    }

    /// The models of the soup, in the order in which they were accepted.
    public private(set) var ingredients: [String]
    /// The held-out accuracy of the soup.
    public private(set) var heldOut: Double
    /// Every model in the order in which it was tried; the first is the best single one.
    public private(set) var steps: [Step]

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
