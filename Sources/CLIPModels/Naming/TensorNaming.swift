public import Checkpoints

/// A dialect with the prefixes that a checkpoint puts before its names.
public struct TensorNaming: Sendable, Hashable {
    /// The dialect.
    public let dialect: Dialect
    /// What stands before the names of the dialect, ending in a dot, or empty.
    public let prefix: String
    /// What stands before the names of the text tower behind `prefix`: `text.` in open_clip's
    /// models with a text configuration of their own, else empty.
    public let textPrefix: String

    /// Describes a naming.
    public init(dialect: Dialect, prefix: String = "", textPrefix: String = "") {
        self.dialect = dialect
        self.prefix = prefix
        self.textPrefix = textPrefix
    }

    /// Recognises the naming of a checkpoint.
    ///
    /// - Complexity: O(total length of the names).
    public static func recognise(names: some Sequence<String>) -> TensorNaming {
        let names = Array(names)
        let finding = Dialect.recognise(names: names)
        let bare = TensorNaming(dialect: finding.dialect, prefix: finding.prefix)
        guard finding.dialect == .openAI else { return bare }
        let custom = TensorNaming(
            dialect: .openAI,
            prefix: finding.prefix,
            textPrefix: "text."
        )
        // One text tower has one prefix; the other names are reported as unknown.
        let usesCustom = names.contains { name in
            name.utf8.starts(with: (custom.prefix + custom.textPrefix).utf8)
                && custom.correspondence(of: name) != nil
        }
        return usesCustom ? custom : bare
    }

    /// The prefix that stands before all names, those of heads included: `module.` or nothing.
    var outerPrefix: String { prefix.utf8.starts(with: "module.".utf8) ? "module." : "" }
}

extension TensorNaming {
    /// The correspondence that a tensor's full name belongs to, or nil.
    public func correspondence(of name: String) -> KeyCorrespondence? {
        guard let rest = Self.rest(of: name, behind: prefix) else { return nil }
        if !textPrefix.isEmpty, let text = Self.rest(of: rest, behind: textPrefix) {
            let found = KeyMap.correspondence(of: text, in: dialect)
            return found.flatMap { Self.isText($0) ? $0 : nil }
        }
        let found = KeyMap.correspondence(of: rest, in: dialect)
        return found.flatMap { textPrefix.isEmpty || !Self.isText($0) ? $0 : nil }
    }

    /// The full names under which a correspondence's tensors stand.
    public func names(of correspondence: KeyCorrespondence) -> [String] {
        let front = prefix + (Self.isText(correspondence) ? textPrefix : "")
        return correspondence.names(in: dialect).map { front + $0 }
    }

    /// The name of a tensor that every dialect names alike, or nil: that of a head.
    func headName(of name: String) -> String? {
        let rest = Self.rest(of: name, behind: outerPrefix)
        return rest.flatMap { $0.utf8.starts(with: Self.head.utf8) ? $0 : nil }
    }

    /// A tensor's name with another prefix: heads, and names without this naming's prefix, stay.
    public func name(_ name: String, withPrefix other: String) -> String {
        guard headName(of: name) == nil, let rest = Self.rest(of: name, behind: prefix) else {
            return name
        }
        return other + rest
    }

    /// The name under which a tensor stands in another naming, or nil where it is not the same
    /// tensor there, or not known.
    public func name(_ name: String, in target: TensorNaming) -> String? {
        if dialect == target.dialect { return self.name(name, withPrefix: target.prefix) }
        if let head = headName(of: name) { return target.outerPrefix + head }
        guard let correspondence = correspondence(of: name) else { return nil }
        let names = target.names(of: correspondence)
        return correspondence.form != .thirds ? names.first : nil
    }

    /// Whether a tensor is a constant that other dialects do without.
    func isConstant(_ name: String) -> Bool {
        guard let rest = Self.rest(of: name, behind: prefix) else { return false }
        let names =
            switch dialect {
            case .openAI: ["input_resolution", "context_length", "vocab_size"]
            case .huggingFace:
                ["vision_model", "text_model"].map { $0 + ".embeddings.position_ids" }
            case .unknown: [String]()
            }
        return names.contains(rest)
    }

    private static let head = "classification_head."

    /// Whether a tensor belongs to the text tower.
    private static func isText(_ correspondence: KeyCorrespondence) -> Bool {
        !correspondence.openAI.utf8.starts(with: "visual.".utf8)
            && correspondence.openAI != "logit_scale"
    }

    private static func rest(of name: String, behind prefix: String) -> String? {
        guard name.utf8.starts(with: prefix.utf8) else { return nil }
        return String(decoding: name.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }
}

extension Checkpoint {
    /// The naming of the tensors.
    ///
    /// - Complexity: O(total length of the names).
    public var naming: TensorNaming { .recognise(names: tensors.lazy.map(\.name)) }

    /// The dialect of the tensors' names; that of its first part where it is assembled from several.
    ///
    /// - Complexity: O(total length of the names).
    public var dialect: Dialect { (parts.first ?? self).naming.dialect }
}
