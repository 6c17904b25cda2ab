internal import TextFormats

/// A recipe in mergekit's YAML that merges groups of models, a document for each.
package struct MergeRecipeText: Sendable {
    /// The text; empty where no group has two models.
    package let text: String

    /// Writes a recipe: Model Stock around a base, or the plain average without one.
    ///
    /// A document's name is `family_1` and so on where there are several. Groups of fewer than two models
    /// are left out, and a base among them does not count.
    package init(groups: [[String]], base: String?) {
        let merged = groups.map { group in
            group.filter { model in base.map { !$0.isExactly(model) } ?? true }
        }.filter { $0.count > 1 }
        let documents = merged.enumerated().map { number, models in
            var lines = merged.count > 1 ? ["name: family_\(number + 1)"] : []
            lines.append("merge_method: " + (base == nil ? "linear" : "model_stock"))
            if let base { lines.append("base_model: " + Self.quoted(base)) }
            lines.append("models:")
            for model in models {
                lines.append("  - model: " + Self.quoted(model))
                if base == nil { lines.append("    parameters: {weight: 1.0}") }
            }
            return lines.joined(separator: "\n") + "\n"
        }
        text = documents.joined(separator: "---\n")
    }

    private static func quoted(_ text: String) -> String {
        JSONValue.quoted(text, escaping: .unprintable)
    }
}
