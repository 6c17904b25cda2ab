/// How far two merges of the same inputs lie apart.
public struct OutputDistance: Sendable, Codable, Equatable {
    /// The number of elements compared.
    public internal(set) var elements = 0
    /// The largest distance between two elements.
    public internal(set) var maxAbsError = 0.0
    /// The largest distance in the rule's unit: units in the last place, or differences of the
    /// ratio t.
    public internal(set) var maxUnits = 0.0
    /// The tensors with an element that lies too far away.
    public internal(set) var mismatchedLayers: [String] = []

    /// Whether every element holds.
    public var ok: Bool { mismatchedLayers.isEmpty }

    enum CodingKeys: String, CodingKey {
        case elements
        case maxAbsError = "max_abs_error"
        case maxUnits = "max_units"
        case mismatchedLayers = "mismatched_layers"
    }

    mutating func add(_ comparison: TensorComparison, tensor: String) {
        maxAbsError = max(maxAbsError, comparison.maxAbsError)
        maxUnits = max(maxUnits, comparison.maxUlpError)
        if !comparison.holds { addMismatch(tensor) }
    }

    mutating func addMismatch(_ tensor: String) {
        if mismatchedLayers.last != tensor { mismatchedLayers.append(tensor) }
    }
}
