internal import EvaluationResults
internal import MergeEngine
internal import Soups
internal import TextFormats

/// A greedy soup, for printing.
struct GreedySoupReport {
    let output: String
    let mixture: SoupMixture
    let heldOut: Double
    let steps: [GreedySoupOutcome.Step]
    /// The soup's accuracies on further data sets, in the order in which they were given.
    var accuracies: [EvaluationResult.Fraction] = []

    init(_ outcome: GreedySoupOutcome, output: String) {
        self.output = output
        mixture = outcome.mixture
        heldOut = outcome.heldOut
        steps = outcome.steps
    }

    /// The models of the soup.
    var ingredients: [String] { mixture.models }

    /// The soup as a row of a results file.
    func result(_ heldOutKey: String) -> EvaluationResult {
        let members = ingredients.map { JSONValue.string(ModelName.of($0)) }
        return EvaluationResult(
            modelName: ModelName.of(output),
            accuracies: [.init(heldOutKey, heldOut)] + accuracies,
            details: [JSONMember("members", .array(members))]
                + (mixture.weights.map {
                    [JSONMember("weights", .array($0.map(JSONValue.number)))]
                } ?? [])
        )
    }

    /// The steps as a table, and the soup.
    var page: Page {
        let hasCoefficients = steps.contains { $0.coefficient != nil }
        var table = TextTable(
            [("model", .left), ("alone", .right), ("soup with it", .right)]
                + (hasCoefficients ? [("soup kept", .right)] : []) + [("", .left)]
        )
        for step in steps {
            let part = step.coefficient.map { JSONValue.number($0).text() } ?? ""
            table.add(
                [step.model]
                    + [step.single, step.heldOut].map { ($0 * 100).text(digits: 2) + " %" }
                    + (hasCoefficients ? [part] : []) + [step.accepted ? "accepted" : "rejected"]
            )
        }
        let models = steps.count.counted("model")
        let scores = [("held-out", heldOut)] + accuracies.map { ($0.dataSet, $0.top1) }
        let widest = scores.map(\.0.count).max() ?? 0
        let lines = scores.map { name, score in
            let padding = String(repeating: " ", count: widest - name.count + 2)
            let percent = (score * 100).text(digits: 2)
            return name + padding + String(repeating: " ", count: 6 - percent.count) + percent
                + " %"
        }
        let shares = zip(ingredients, mixture.weights ?? []).map { model, weight in
            "\((weight * 100).text(digits: 1)) % \(ModelName.of(model))"
        }
        let recipe = shares.isEmpty ? "" : ": " + shares.joined(separator: ", ")
        let end: PrintableText = """
            \(output): \(ingredients.count) of \(models)\(recipe)
            \(PrintableText(lines: lines))
            """
        return Page([.table(table), .text(end)])
    }
}

extension GreedySoupReport {
    /// What was measured of a soup that did not come about.
    static func page(_ accuracies: [(name: String, heldOut: Double)]) -> Page {
        var table = TextTable([("measured", .left), ("held-out", .right)])
        for (name, heldOut) in accuracies {
            table.add([name, (heldOut * 100).text(digits: 2) + " %"])
        }
        return Page(table)
    }
}

extension GreedySoupReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case output, ingredients, weights, steps, accuracies
        case heldOut = "held_out"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(output, forKey: .output)
        try container.encode(ingredients, forKey: .ingredients)
        try container.encodeIfPresent(mixture.weights, forKey: .weights)
        try container.encode(heldOut, forKey: .heldOut)
        try container.encode(steps, forKey: .steps)
        let named = accuracies.map { ($0.dataSet, $0.top1) }
        let byName = Dictionary(named, uniquingKeysWith: { first, _ in first })
        try container.encode(byName, forKey: .accuracies)
    }
}
