extension YAMLNode {
    /// The value in one line that is both JSON and YAML; reading it gives an equal value again.
    ///
    /// Keys keep their order. Numbers and switches stand as YAML 1.1 understands them, all else in
    /// quotes; absent values are null.
    public var canonicalText: String {
        switch content {
        case .mapping(let entries):
            "{"
                + entries.map { "\(Self.quote($0.key)): \($0.value.canonicalText)" }
                .joined(separator: ", ") + "}"
        case .sequence(let items): "[" + items.map(\.canonicalText).joined(separator: ", ") + "]"
        case .scalar(let text, let isQuoted): isQuoted ? Self.quote(text) : plainText(text)
        }
    }

    private func plainText(_ text: String) -> String {
        if isNull { return "null" }
        if let boolean { return "\(boolean)" }
        guard let number else { return Self.quote(text) }
        return Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }

    private static func quote(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension YAMLNode {
    /// The same with the models of a recipe under other names.
    func namingModels(_ names: [String: String]) -> YAMLNode {
        switch content {
        case .scalar: self
        case .sequence(let items):
            YAMLNode(.sequence(items.map { $0.namingModels(names) }), path: path, line: line)
        case .mapping(let entries):
            YAMLNode(.mapping(entries.map { $0.namingModels(names) }), path: path, line: line)
        }
    }
}

extension YAMLEntry {
    fileprivate func namingModels(_ names: [String: String]) -> YAMLEntry {
        guard ["model", "base_model"].contains(key), let text = value.text else {
            return YAMLEntry(key: key, value: value.namingModels(names), line: line)
        }
        let name = YAMLNode(
            .scalar(names[text] ?? text, isQuoted: true),
            path: value.path,
            line: value.line
        )
        return YAMLEntry(key: key, value: name, line: line)
    }
}
