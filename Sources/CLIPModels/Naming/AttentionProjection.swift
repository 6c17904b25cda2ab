/// The query, key or value projection of an attention block, stored as a tensor of its own: for
/// example `vision_model.encoder.layers.0.self_attn.q_proj.weight`.
package struct AttentionProjection {
    /// The letters of query, key and value, in the order in which packed tensors hold them.
    package static let letters = ["q", "k", "v"]

    /// The letter of this projection.
    package let letter: String
    private let components: [Substring]
    private let position: Int

    /// Recognises a projection by its name, in any transformer that names it so.
    package init?(_ name: String) {
        let components = name.split(separator: ".", omittingEmptySubsequences: false)
        let found = components.indices.last { components[$0].hasSuffix("_proj") }
        guard let found, found > 0, components[found - 1] == "self_attn",
            let letter = Self.letters.first(where: { components[found] == $0 + "_proj" })
        else { return nil }
        self.components = components
        position = found
        self.letter = letter
    }

    /// The name of another projection of the same block.
    package func name(of letter: String) -> String {
        var changed = components
        changed[position] = "\(letter)_proj"
        return changed.joined(separator: ".")
    }
}

// MARK: - Layers

extension AttentionProjection {
    private static let together = "{q,k,v}"

    /// The name of the layer that the three projections of a block form together.
    package var layer: String { name(of: Self.together) }

    /// Whether a tensor holds the three projections one after the other.
    package static func isPacked(_ name: String) -> Bool {
        let last = name.split(separator: ".").last
        return last == "in_proj_weight" || last == "in_proj_bias"
    }

    /// The name of the layer that one part of a packed tensor forms.
    package static func layer(of letter: String, in tensor: String) -> String {
        "\(tensor)[\(letter)]"
    }

    /// The first tensor of a layer with such a name; other names are tensors' names themselves.
    static func tensor(ofLayer name: String) -> String {
        // Every tensor of every input is asked about; few names hold a bracket.
        let brackets = [UInt8(ascii: "["), UInt8(ascii: "{")]
        guard name.utf8.contains(where: brackets.contains) else { return name }
        let isPart = letters.contains { name.hasSuffix("[\($0)]") }
        let packed = isPart ? name.dropLast(3) : name[...]
        return packed.split(separator: together, omittingEmptySubsequences: false)
            .joined(separator: letters[0])
    }
}
