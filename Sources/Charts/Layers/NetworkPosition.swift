/// Where a layer stands in the network, and what it does there, as its name tells.
struct NetworkPosition {
    let tower: NetworkTower
    let section: NetworkSection
    let function: LayerFunction
    /// Whether the layer is a vector that is added, rather than the factors beside it.
    let isBias: Bool
    /// The place within the section.
    private let slot: Int

    /// Places a layer by its name, in either dialect and behind any of the usual prefixes.
    ///
    /// - Complexity: O(length of the name).
    init(layerName: String) {
        var name = layerName[...]
        while let prefix = LayerRules.prefixes.first(where: { name.hasPrefix($0) }) {
            name = name.dropFirst(prefix.count)
        }
        // A part of a packed tensor is named behind it, as in `attn.in_proj_weight[q]`.
        if name.last == "]" { name = name.prefix { $0 != "[" } }
        isBias = name.hasSuffix("bias")
        let place = Self.insideBlock(name) ?? Self.outsideBlocks(name)
        tower = place?.tower ?? .unknown
        section = place?.section ?? .unknown
        slot = place?.slot ?? 0
        function = place?.function ?? .other
    }

    private struct Place {
        let tower: NetworkTower
        let section: NetworkSection
        let slot: Int
        let function: LayerFunction
    }

    private static func insideBlock(_ name: Substring) -> Place? {
        for (path, tower) in LayerRules.blocks where name.hasPrefix(path) {
            let rest = name.dropFirst(path.count)
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let inner = rest.dropFirst(digits.count)
            guard let number = Int(digits), inner.first == "." else { return nil }
            let rules = LayerRules.insideBlock
            let slot = rules.firstIndex { $0.matches(inner.dropFirst()) }
            return Place(
                tower: tower,
                section: .block(number),
                slot: slot ?? rules.count,
                function: slot.map { rules[$0].function } ?? .other
            )
        }
        return nil
    }

    private static func outsideBlocks(_ name: Substring) -> Place? {
        for (tower, section, rules) in LayerRules.outsideBlocks {
            guard let slot = rules.firstIndex(where: { $0.matches(name) }) else { continue }
            let function = rules[slot].function
            return Place(tower: tower, section: section, slot: slot, function: function)
        }
        return nil
    }
}

extension NetworkPosition: Comparable {
    // Weights come before biases, but layers that are not known keep their given order.
    private var rank: (NetworkTower, NetworkSection, Int, Int) {
        (tower, section, slot, isBias && function != .other ? 1 : 0)
    }

    static func == (left: Self, right: Self) -> Bool { left.rank == right.rank }

    static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
