internal import Soups

/// A greedy soup, for printing.
struct GreedySoupReport: Encodable {
    let output: String
    let ingredients: [String]
    let heldOut: Double
    let steps: [GreedySoupOutcome.Step]
    /// The soup's accuracies on further data sets, by name.
    let accuracies: [String: Double]

    enum CodingKeys: String, CodingKey {
        case output, ingredients, steps, accuracies
        case heldOut = "held_out"
    }

    init(
        _ outcome: GreedySoupOutcome,
        output: String,
        data: [DataSetFolder],
        accuracies: [Double]
    ) {
        self.output = output
        ingredients = outcome.ingredients
        heldOut = outcome.heldOut
        steps = outcome.steps
        let named = zip(data.map(\.name), accuracies)
        self.accuracies = Dictionary(named, uniquingKeysWith: { first, _ in first })
    }

    /// The steps as a table, and the soup.
    var text: String {
        var table = TextTable([("model", .left), ("held-out", .right), ("", .left)])
        for step in steps {
            let decision = step.accepted ? "accepted" : "rejected"
            table.add([step.model, (step.heldOut * 100).text(digits: 2) + " %", decision])
        }
        let more = accuracies.sorted { $0.key < $1.key }.map {
            "\n\($0.key)  \(($0.value * 100).text(digits: 2)) %"
        }
        return """
            \(table.text)

            \(output): \(ingredients.count) of \(steps.count) models, \
            held-out \((heldOut * 100).text(digits: 2)) %\(more.joined())
            """
    }
}
