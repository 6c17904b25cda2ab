internal import CLIPModels
internal import Evaluation
internal import TextFormats
internal import CLIPVision

extension ModelDescription {
    /// Warnings for people, with the options that settle what is assumed.
    func warnings(of model: String) -> [String] {
        var assumed: [ModelFact] = []
        var lines: [String] = []
        for note in notes {
            switch note {
            case .assumed(let fact): assumed.append(fact)
            case .unknownKey(let key):
                lines.append(
                    "\(key) is not known; if it changes what the model computes, results are wrong"
                )
            }
        }
        guard !assumed.isEmpty else { return lines }
        let facts = assumed.map { "\($0.name.rawValue) \($0.value)" }.joined(separator: ", ")
        let options = assumed.map(\.name).filter { [.activation, .heads].contains($0) }
            .map { "--\($0.rawValue)" }
        let way =
            options.isEmpty
            ? "put" : "give \(options.sorted().joined(separator: " and ")), or put"
        return [
            "\(model): nothing states what OpenAI's CLIP is assumed for: \(facts); \(way) "
                + "a configuration next to the weights"
        ] + lines
    }
}

extension CLIPModel {
    /// Warnings for people.
    var warnings: [String] { classifier.description.warnings(of: name) }
}

/// A fact, for printing as JSON.
struct FactRecord: Encodable {
    let name: String
    let value: String
    let source: String

    init(_ fact: ModelFact) {
        (name, value, source) = (fact.name.rawValue, fact.value, "\(fact.source)")
    }
}
