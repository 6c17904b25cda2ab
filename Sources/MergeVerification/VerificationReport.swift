/// How far a merged checkpoint lies from the naive recomputation.
package struct VerificationReport: Sendable, Codable, Equatable {
    /// The number of elements compared.
    package internal(set) var elements = 0
    /// The largest distance between a merged and a recomputed element.
    package internal(set) var maxAbsError = 0.0
    /// The largest distance in units in the last place of the output's type, over all elements
    /// but those where base and task vector cancel and the absolute bound holds.
    package internal(set) var maxUlpError = 0.0
    /// The layers with an element that does not hold, in the order of the base.
    package internal(set) var mismatchedLayers: [String] = []

    /// Whether every element of every layer holds.
    package var ok: Bool { mismatchedLayers.isEmpty }

    enum CodingKeys: String, CodingKey {
        case elements
        case maxAbsError = "max_abs_error"
        case maxUlpError = "max_ulp_error"
        case mismatchedLayers = "mismatched_layers"
        case ok
    }

    init() {}

    /// Reads a report; `ok` follows from the layers.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        elements = try values.decode(Int.self, forKey: .elements)
        maxAbsError = try values.decode(Double.self, forKey: .maxAbsError)
        maxUlpError = try values.decode(Double.self, forKey: .maxUlpError)
        mismatchedLayers = try values.decode([String].self, forKey: .mismatchedLayers)
    }

    /// Writes the report with `ok`.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(elements, forKey: .elements)
        try values.encode(maxAbsError, forKey: .maxAbsError)
        try values.encode(maxUlpError, forKey: .maxUlpError)
        try values.encode(mismatchedLayers, forKey: .mismatchedLayers)
        try values.encode(ok, forKey: .ok)
    }

    mutating func add(_ comparison: TensorComparison, layer: String) {
        elements += comparison.elements
        maxAbsError = max(maxAbsError, comparison.maxAbsError)
        maxUlpError = max(maxUlpError, comparison.maxUlpError)
        if !comparison.holds, mismatchedLayers.last != layer { mismatchedLayers.append(layer) }
    }
}
