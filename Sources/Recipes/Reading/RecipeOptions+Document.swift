internal import CLIPModels
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
        case "flat": isFlat = try entry.boolean()
        case "activation": choices.activation = try entry.choice()
        case "heads": choices.headCount = try entry.count()
        case "text_heads": choices.textHeadCount = try entry.count()
        case "state_dict": reading.pyTorch.stateDictionary = try entry.texts(atMost: 1)[0]
        case "strip_prefix": reading.strippedPrefixes = try entry.texts()
        case "skip_unknown_globals": reading.pyTorch.skipsUnknownGlobals = try entry.boolean()
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

    fileprivate func boolean() throws(RecipeError) -> Bool {
        guard let boolean = value.boolean else { throw error("'\(key)' is true or false") }
        return boolean
    }

    /// A number of attention heads.
    fileprivate func count() throws(RecipeError) -> Int {
        guard let count = value.integer, 1...4096 ~= count else {
            throw error("'\(key)' is a whole number from 1 to 4096")
        }
        return count
    }

    /// Texts that are not empty, one or a list.
    fileprivate func texts(atMost most: Int = 100) throws(RecipeError) -> [String] {
        let texts = (value.items ?? [value]).map(\.text)
        guard 1...most ~= texts.count, texts.allSatisfy({ $0?.isEmpty == false }) else {
            throw error("'\(key)' takes \(most == 1 ? "one text" : "a text or a list of them")")
        }
        return texts.compactMap(\.self)
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
