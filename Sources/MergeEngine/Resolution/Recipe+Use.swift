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
        var errors = RecipeErrors()
        for (key, reason) in unusedOptions(resolution) {
            let first = resolution.found.first { _ in true }
            let example = first.map { "; the first is \(PrintableText.quoted($0.name))" } ?? ""
            errors.note(options.place(of: key, in: self).error("\(key): \(reason)\(example)"))
        }
        for one in unusedFilters(resolution) {
            let quoted = PrintableText.quoted(one.filter ?? "")
            errors.note(one.place.error("filter: no tensor's name contains \(quoted)"))
        }
        try errors.finish()
    }

    /// The options that match no name, and why.
    private func unusedOptions(
        _ resolution: RecipeResolution
    ) -> [(key: String, reason: String)] {
        var open: [(key: String, reason: String, isUsed: (String) -> Bool)] = []
        let lists = [
            ("ignore", options.ignored), ("include", options.included),
            ("exclude", options.excluded),
        ]
        for (key, patterns) in lists {
            for pattern in patterns {
                let reason =
                    "no tensor's name contains a match of "
                    + PrintableText.quoted(pattern.text)
                open.append((key, reason, pattern.isFound))
            }
        }
        if options.head == .average {
            let reason = "no tensor belongs to a classification head"
            open.append(("head", reason, { TensorPlace($0).role == .head }))
        }
        if let projections = options.projections, projections != .asStored {
            open.append(
                (
                    "qkv", "there are no projections of attention blocks",
                    { AttentionProjection.isPacked($0) || AttentionProjection($0) != nil }
                )
            )
        }
        for tensor in resolution.found {
            if open.isEmpty { break }
            open.removeAll { $0.isUsed(tensor.name) }
        }
        return open.map { ($0.key, $0.reason) }
    }

    /// The cases of settings whose filter matches no name, of the output or of an input.
    private func unusedFilters(_ resolution: RecipeResolution) -> [ParameterSetting.Case] {
        var open = settings.flatMap(\.0.settings).flatMap(\.cases).filter { $0.filter != nil }
        for tensor in resolution.found {
            if open.isEmpty { break }
            let names = [tensor.name] + tensor.sources.map(\.tensor)
            open.removeAll { one in names.contains(where: one.applies) }
        }
        return open
    }
}
