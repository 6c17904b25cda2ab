internal import TextFormats

extension Checkpoint {
    /// This checkpoint with the names of another one, where only a prefix tells them apart.
    ///
    /// Names that both have stay. The others must differ by one prefix of whole components that either
    /// side has, such as `model.`; otherwise nothing changes, and the names are told to differ.
    ///
    /// - Complexity: O(total length of the names of both); reads no data.
    func named(like reference: Checkpoint) -> Checkpoint {
        let own = tensors.namesMissing(in: reference.tensors)
        let missing = reference.tensors.namesMissing(in: tensors)
        guard let prefix = SharedPrefix(own, missing) else { return self }
        let origins = tensors.map { tensor in
            let isShared = reference[tensor.name] != nil
            let name = isShared ? tensor.name : prefix.name(tensor.name)
            return (name: name, origin: TensorOrigin(checkpoint: path, tensor: tensor.name))
        }
        guard Set(origins.map { UTF8Key($0.name) }).count == origins.count else { return self }
        let note = "\(PrintableText.escaped(path)): \(prefix.note)"
        return Checkpoint(assembling: origins, from: [UTF8Key(path): self], notes: [note])
    }
}

/// What the names of one checkpoint begin with and those of another do not.
struct SharedPrefix {
    private let text: String
    private let isRemoved: Bool

    /// Finds the prefix by which names differ from others; nil where no prefix makes all of one side
    /// names of the other side.
    ///
    /// - Parameters:
    ///   - names: The names that are no others.
    ///   - others: The others that are no names.
    init?(_ names: [String], _ others: [String]) {
        guard !names.isEmpty, !others.isEmpty else { return nil }
        if let text = Self.prefix(of: names, before: others) {
            self.text = text
            isRemoved = true
        } else if let text = Self.prefix(of: others, before: names) {
            self.text = text
            isRemoved = false
        } else {
            return nil
        }
    }

    /// A name as the others are written.
    func name(_ name: String) -> String {
        guard isRemoved else { return text + name }
        return name.utf8.starts(with: text.utf8)
            ? String(Substring(name.utf8.dropFirst(text.utf8.count))) : name
    }

    /// What a user should hear of it.
    var note: String {
        let quoted = PrintableText.quoted(text)
        return isRemoved
            ? "its names begin with \(quoted), which the other inputs' do not: read without it"
            : "the other inputs' names begin with \(quoted), which its names do not: read with it"
    }

    /// What is before names so that without it they are others.
    private static func prefix(of names: [String], before others: [String]) -> String? {
        let targets = Set(others.map(UTF8Key.init))
        // The longest ending that is another name: `a.b.weight` is `b.weight` rather than `weight`.
        let candidate = names.lazy.compactMap { name -> String? in
            var rest = name.utf8[...]
            while let dot = rest.firstIndex(of: UInt8(ascii: ".")) {
                rest = rest[rest.index(after: dot)...]
                if targets.contains(UTF8Key(String(Substring(rest)))) {
                    return String(Substring(name.utf8[..<rest.startIndex]))
                }
            }
            return nil
        }.first
        guard let prefix = candidate else { return nil }
        let found = names.count { name in
            name.utf8.starts(with: prefix.utf8)
                && targets.contains(
                    UTF8Key(String(Substring(name.utf8.dropFirst(prefix.utf8.count))))
                )
        }
        return found == names.count || found == others.count ? prefix : nil
    }
}
