public import Checkpoints
internal import TextFormats

/// A dialect with what a checkpoint puts before its names, and what it leaves out of them.
public struct TensorNaming: Sendable, Hashable {
    /// The dialect.
    public let dialect: Dialect
    /// What all names of the dialect but those of heads begin with, ending in a dot, or empty.
    public let prefix: String
    /// What is before the names of the text tower behind `prefix`: `text.` in open_clip's
    /// models with a text configuration of their own, else empty.
    public let textPrefix: String
    /// What the dialect's names begin with and this naming leaves out: `vision_model.` where
    /// transformers 5 writes a `CLIPVisionModel`, else empty.
    public let omission: String

    /// Describes a naming.
    public init(
        dialect: Dialect,
        prefix: String = "",
        textPrefix: String = "",
        omission: String = ""
    ) {
        self.dialect = dialect
        self.prefix = prefix
        self.textPrefix = textPrefix
        self.omission = omission
    }

    /// Equal are namings of the same bytes.
    public static func == (one: TensorNaming, other: TensorNaming) -> Bool {
        one.dialect == other.dialect && one.prefix.isExactly(other.prefix)
            && one.textPrefix.isExactly(other.textPrefix) && one.omission.isExactly(other.omission)
    }
}

// MARK: - Recognition

extension TensorNaming {
    /// Recognises the naming of a checkpoint.
    ///
    /// Any prefix of whole components counts, such as `model.` or `image_encoder.model.`, as long as
    /// all names that tell a dialect have the same one.
    ///
    /// - Complexity: O(total length of the names).
    public static func recognise(names: some Collection<String>) -> TensorNaming {
        let findings = names.reduce(into: Set<TensorNaming>()) { found, name in
            if let naming = naming(telling: name) { found.insert(naming) }
        }
        guard findings.count == 1, let bare = findings.first else {
            return TensorNaming(dialect: .unknown)
        }
        guard bare.dialect == .openAI else { return bare }
        let custom = TensorNaming(
            dialect: .openAI,
            prefix: bare.prefix,
            textPrefix: TextNames.customPrefix
        )
        // One text tower has one prefix; the other names are reported as unknown.
        let usesCustom = names.contains { name in
            name.utf8.starts(with: (custom.prefix + custom.textPrefix).utf8)
                && custom.correspondence(of: name) != nil
        }
        return usesCustom ? custom : bare
    }

    /// The naming that a name tells, or nil: names that several dialects have tell nothing.
    private static func naming(telling name: String) -> TensorNaming? {
        var rest = name.utf8[...]
        while true {
            if let marker = markers.first(where: { rest.starts(with: $0.beginning.utf8) }) {
                let prefix = String(Substring(name.utf8[..<rest.startIndex]))
                return TensorNaming(
                    dialect: marker.dialect,
                    prefix: prefix,
                    omission: marker.omission
                )
            }
            guard let dot = rest.firstIndex(of: UInt8(ascii: ".")) else { return nil }
            rest = rest[rest.index(after: dot)...]
        }
    }

    // All but `class_embedding` end where a component ends.
    private static let markers: [(beginning: String, dialect: Dialect, omission: String)] = [
        ("visual.conv1.", .openAI, ""),
        (BlockNames.beginning(tower: VisionNames.tower), .openAI, ""),
        (VisionNames.tower + "trunk.", .openAI, ""),
        (VisionNames.huggingFaceTower, .huggingFace, ""),
        (TextNames.huggingFaceTower, .huggingFace, ""),
        ("visual_projection.", .huggingFace, ""),
        ("embeddings.class_embedding", .huggingFace, VisionNames.huggingFaceTower),
        ("pre_layrnorm.", .huggingFace, VisionNames.huggingFaceTower),
    ]
}

// MARK: - Names

extension TensorNaming {
    /// The correspondence that a tensor's full name belongs to, or nil.
    public func correspondence(of name: String) -> KeyCorrespondence? {
        guard let rest = Self.rest(of: name, behind: prefix) else { return nil }
        if !textPrefix.isEmpty, let text = Self.rest(of: rest, behind: textPrefix) {
            let found = KeyMap.correspondence(of: text, in: dialect)
            return found.flatMap { Self.isText($0) ? $0 : nil }
        }
        let found = KeyMap.correspondence(of: omission + rest, in: dialect)
        return found.flatMap { textPrefix.isEmpty || !Self.isText($0) ? $0 : nil }
    }

    /// The full names under which a correspondence's tensors are.
    public func names(of correspondence: KeyCorrespondence) -> [String] {
        let front = prefix + (Self.isText(correspondence) ? textPrefix : "")
        return correspondence.names(in: dialect).map {
            front + (Self.rest(of: $0, behind: omission) ?? $0)
        }
    }

    /// Where a tensor is, by its full name.
    package func place(of name: String) -> TensorPlace {
        guard !omission.isEmpty, let rest = Self.rest(of: name, behind: prefix) else {
            return TensorPlace(name)
        }
        return TensorPlace(omission + rest)
    }

    /// The name of a tensor that every dialect names alike, or nil: that of a head.
    func headName(of name: String) -> String? {
        let head = HeadNames.ofNormalisedFeatures + "."
        let first = prefix.isEmpty ? name : Self.rest(of: name, behind: prefix) ?? name
        return first.utf8.starts(with: head.utf8) ? first : nil
    }

    /// A tensor's name with another prefix: heads, and names without this naming's prefix, stay.
    public func name(_ name: String, withPrefix other: String) -> String {
        guard headName(of: name) == nil, let rest = Self.rest(of: name, behind: prefix) else {
            return name
        }
        return other + rest
    }

    /// The name under which a tensor is in another naming, or nil where it is not the same
    /// tensor there, or not known.
    public func name(_ name: String, in target: TensorNaming) -> String? {
        if dialect == target.dialect { return self.name(name, withPrefix: target.prefix) }
        if let head = headName(of: name) { return head }
        guard let correspondence = correspondence(of: name) else { return nil }
        let names = target.names(of: correspondence)
        return correspondence.form != .thirds ? names.first : nil
    }

    /// Whether a tensor is a constant that other dialects do without.
    func isConstant(_ name: String) -> Bool { place(of: name).role == .constant }

    /// Whether a tensor belongs to the text tower.
    private static func isText(_ correspondence: KeyCorrespondence) -> Bool {
        !correspondence.openAI.utf8.starts(with: VisionNames.tower.utf8)
            && correspondence.openAI != TextNames.scale
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
