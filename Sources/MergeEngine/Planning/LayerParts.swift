/// The parts of all layers of a plan.
///
/// - Complexity: 8 bytes for a part, which is made each time when it is asked for.
package struct LayerParts: Sendable, RandomAccessCollection {
    private let layers: LayerPartition
    private var places: [(layer: Int32, ordinal: Int32)] = []
    /// The most memory that a worker holds for a layer that is merged as a matrix, in bytes.
    private(set) var matrixByteCount = 0

    /// Divides layers.
    ///
    /// - Throws: `MergeError.undefinedResult` where a method's formula has no value for a layer.
    init(_ layers: LayerPartition) throws(MergeError) {
        self.layers = layers
        for (position, layer) in layers.enumerated() {
            for ordinal in 0..<LayerPart.count(of: layer) {
                let part = try LayerPart.part(ordinal, of: layer, at: position)
                if case .matrix(let matrix) = part.treatment {
                    matrixByteCount = Swift.max(matrixByteCount, matrix.byteCount)
                }
                places.append((Int32(position), Int32(ordinal)))
            }
        }
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { places.count }

    /// The part of a number.
    package subscript(number: Int) -> LayerPart {
        let (layer, ordinal) = places[number]
        let position = Int(layer)
        do throws(MergeError) {
            return try LayerPart.part(Int(ordinal), of: layers[position], at: position)
        } catch { preconditionFailure("a part that was planned cannot be: \(error)") }
    }

    /// Some of these parts, in an order of their own.
    func chosen(_ numbers: some Sequence<Int>) -> LayerParts {
        var parts = self
        parts.places = numbers.map { places[$0] }
        return parts
    }
}
