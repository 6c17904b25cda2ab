internal import CLIPModels

/// Layers that belong together, with the means of their figures.
public struct LayerGroup: Sendable, Codable, Equatable {
    /// What layers are grouped by.
    public enum Grouping: Sendable {
        /// Their block, or end of a tower, in network order.
        case block
        /// What they do, as in `attention weight`.
        case kind
    }

    /// What the layers have in common.
    public let name: String
    /// The number of layers.
    public let layers: Int
    /// The number of their elements.
    public let elements: Int
    /// The length of each vector over the layers that have norms of as many vectors.
    public let norms: [Double]?
    /// The mean over the layers that have it, each with the same weight.
    public let cosine: Double?
    /// Likewise, in degrees.
    public let angle: Double?
    /// Likewise.
    public let t: Double?
    /// Likewise: the part of the task vectors' elements that are zero once the method has chosen.
    public let sparsity: Double?
    /// Likewise: how far signs agree.
    public let signAgreement: Double?

    enum CodingKeys: String, CodingKey {
        case name, layers, elements, norms, cosine, angle, t, sparsity
        case signAgreement = "sign_agreement"
    }

    fileprivate init(_ name: String, _ layers: [LayerReport]) {
        func mean(_ value: (LayerReport) -> Double?) -> Double? {
            let values = layers.compactMap(value)
            return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        self.name = name
        self.layers = layers.count
        elements = layers.reduce(0) { $0 + $1.elements }
        let all = layers.compactMap(\.norms)
        let count = all.first?.count ?? 0
        norms =
            count == 0 || all.contains { $0.count != count }
            ? nil
            : (0..<count).map { vector in
                all.reduce(0) { $0 + $1[vector] * $1[vector] }.squareRoot()
            }
        (cosine, angle, t) = (mean(\.cosine), mean(\.angle), mean(\.t))
        (sparsity, signAgreement) = (mean(\.sparsity), mean(\.signAgreement))
    }
}

extension MergeReport {
    /// The layers in groups.
    ///
    /// - Complexity: O(n log n) for n layers.
    public func groups(by grouping: LayerGroup.Grouping) -> [LayerGroup] {
        let placed = layers.enumerated().map {
            (number: $0, layer: $1, place: TensorPlace($1.name))
        }
        let names: [String] = placed.map { item in
            switch grouping {
            case .block: item.place.blockName
            case .kind: LayerKind(item.place).title
            }
        }
        let groups = Dictionary(grouping: placed.indices) { names[$0] }
        let sorted = groups.sorted { left, right in
            let (first, second) = (placed[left.value[0]], placed[right.value[0]])
            switch grouping {
            case .kind: return LayerKind(first.place).rawValue < LayerKind(second.place).rawValue
            case .block:
                let (one, two) = (first.place.stretch, second.place.stretch)
                return one == two ? first.number < second.number : one < two
            }
        }
        return sorted.map { LayerGroup($0.key, $0.value.map { placed[$0].layer }) }
    }
}

extension TensorPlace {
    /// The tower and the stretch of it, which order groups of layers.
    fileprivate var stretch: (Tower, Section) { (tower, section) }

    /// What the block, or the end of a tower, is called.
    fileprivate var blockName: String {
        let part =
            switch section {
            case .input: "input"
            case .block(let number): "block \(number)"
            case .output: "output"
            case .unknown: "other"
            }
        return switch tower {
        case .vision: "vision " + part
        case .text: "text " + part
        case .unknown: part
        }
    }
}
