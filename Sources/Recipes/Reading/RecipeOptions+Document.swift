internal import Checkpoints
internal import MergeEngine
internal import Merging
internal import Patterns
internal import TextFormats

extension RecipeOptions {
    /// Reads what is given under `stockpot:`.
    init(_ node: YAMLNode, of method: MethodDescription?) throws(RecipeError) {
        self.init()
        if node.isNull { return }
        var errors = RecipeErrors()
        for entry in try node.entries("'stockpot'", known: Self.keys) {
            do throws(RecipeError) { try read(entry, of: method) } catch { errors.note(error) }
        }
        try errors.finish()
        keys = node.keys(usual: Self.keys)
    }

    private mutating func read(
        _ entry: YAMLEntry,
        of method: MethodDescription?
    ) throws(RecipeError) {
        switch entry.key {
        case "qkv": projections = try entry.choice()
        case "head": head = try entry.choice()
        case "tensors": absence = try entry.choice()
        case "ignore": ignored = try entry.patterns()
        case "include": included = try entry.patterns()
        case "exclude": excluded = try entry.patterns()
        case "flat":
            guard let value = entry.value.boolean else {
                throw entry.error("'flat' is true or false")
            }
            isFlat = value
        default:
            let kind = method?.parameter(entry.key)?.kind
            guard let value = ParameterValue(entry.value, kind) else {
                throw entry.error("'\(entry.key)' takes a single value, not \(entry.value.kind)")
            }
            let place = RecipePlace(path: entry.value.path, line: entry.line)
            parameters.settings.append(ParameterSetting(entry.key, value, at: place))
        }
    }
}

extension YAMLEntry {
    /// One of the words of an enumeration.
    fileprivate func choice<Choice>() throws(RecipeError) -> Choice
    where Choice: CaseIterable & RawRepresentable<String> {
        guard let choice = value.text.flatMap(Choice.init(rawValue:)) else {
            let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw error("'\(key)' is one of \(words)")
        }
        return choice
    }

    /// Regular expressions, one or a list.
    fileprivate func patterns() throws(RecipeError) -> [Pattern] {
        try RecipeErrors.map(value.items ?? [value]) { item throws(RecipeError) in
            guard let text = item.text else {
                throw item.error("'\(key)' holds regular expressions, not \(item.kind)")
            }
            do throws(PatternError) { return try Pattern(text) } catch {
                throw item.error(
                    "\(PrintableText.quoted(text)) is not a regular expression: \(error)"
                )
            }
        }
    }
}
