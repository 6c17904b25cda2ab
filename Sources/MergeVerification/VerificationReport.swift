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
    package private(set) var mismatchedLayers: [String] = []

    /// Whether every element of every layer holds.
    package private(set) var ok = true

    enum CodingKeys: String, CodingKey {
        case elements
        case maxAbsError = "max_abs_error"
        case maxUlpError = "max_ulp_error"
        case mismatchedLayers = "mismatched_layers"
        case ok
    }

    mutating func add(_ comparison: TensorComparison, layer: String) {
        elements += comparison.elements
        maxAbsError = max(maxAbsError, comparison.maxAbsError)
        maxUlpError = max(maxUlpError, comparison.maxUlpError)
        guard !comparison.holds else { return }
        ok = false
        if mismatchedLayers.last != layer { mismatchedLayers.append(layer) }
    }
}
