/// The name of a separately stored query, key or value projection, for example
/// `vision_model.encoder.layers.0.self_attn.q_proj.weight`.
struct ProjectionName {
    static let letters = ["q", "k", "v"]

    let letter: String
    private let components: [Substring]
    private let position: Int

    init?(_ name: String) {
        let components = name.split(separator: ".", omittingEmptySubsequences: false)
        let found = components.indices.last { components[$0].hasSuffix("_proj") }
        guard let found, found > 0, components[found - 1] == "self_attn",
            let letter = Self.letters.first(where: { components[found] == $0 + "_proj" })
        else { return nil }
        self.components = components
        position = found
        self.letter = letter
    }

    func replacingLetter(with letter: String) -> String {
        var changed = components
        changed[position] = "\(letter)_proj"
        return changed.joined(separator: ".")
    }
}
