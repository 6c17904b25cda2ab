internal import CLIPModels
internal import Checkpoints
internal import Merging
internal import Patterns
internal import TextFormats

extension Recipe {
    /// Refuses what is said about tensors that are not there: it would be without effect, in silence.
    ///
    /// - Throws: `RecipeError` for expressions and filters that match no name, for projections of
    ///   attention blocks and for a head where there are none.
    func requireUse(in resolution: RecipeResolution) throws(RecipeError) {
        let names = resolution.found.map(\.name)
        var errors = RecipeErrors()
        let lists = [
            ("ignore", options.ignored), ("include", options.included),
            ("exclude", options.excluded),
        ]
        for (key, patterns) in lists {
            for pattern in patterns where !names.contains(where: pattern.isFound) {
                let quoted = PrintableText.quoted(pattern.text)
                errors.note(unused(key, "no tensor's name contains a match of \(quoted)", names))
            }
        }
        if options.head == .average, !names.contains(where: { TensorPlace($0).role == .head }) {
            errors.note(unused("head", "no tensor belongs to a classification head", names))
        }
        if let projections = options.projections, projections != .asStored,
            !names.contains(where: {
                AttentionProjection.isPacked($0) || AttentionProjection($0) != nil
            })
        {
            errors.note(unused("qkv", "there are no projections of attention blocks", names))
        }
        noteUnusedFilters(names, resolution, &errors)
        try errors.finish()
    }

    private func unused(_ key: String, _ reason: String, _ names: [String]) -> RecipeError {
        let example = names.first.map { "; the first is \(PrintableText.quoted($0))" } ?? ""
        return options.place(of: key, in: self).error("\(key): \(reason)\(example)")
    }

    private func noteUnusedFilters(
        _ names: [String],
        _ resolution: RecipeResolution,
        _ errors: inout RecipeErrors
    ) {
        let cases = settings.flatMap(\.0.settings).flatMap(\.cases).filter { $0.filter != nil }
        if cases.isEmpty { return }
        let sources = resolution.found.flatMap { $0.sources.map(\.tensor) }
        let all = Set((names + sources).map(UTF8Key.init))
        for one in cases where !all.contains(where: { one.applies(to: $0.text) }) {
            let quoted = PrintableText.quoted(one.filter ?? "")
            errors.note(one.place.error("filter: no tensor's name contains \(quoted)"))
        }
    }
}
