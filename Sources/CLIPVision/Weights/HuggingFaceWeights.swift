internal import Checkpoints
internal import Tensors

/// A model with the names of Hugging Face transformers, seen under OpenAI's names.
///
/// Query, key and value are joined along their rows, the projection is transposed; the numbers stay.
struct HuggingFaceWeights: WeightSource {
    /// The stored tensors behind one of OpenAI's.
    private struct Origin {
        var parts: [Int: TensorRecord] = [:]
        let place: HuggingFacePlace
    }

    let tensors: [TensorRecord]
    private let source: any WeightSource
    private let origins: [String: Origin]

    /// - Parameters:
    ///   - source: The model.
    ///   - prefix: What stands before Hugging Face's names.
    init(_ source: any WeightSource, prefix: String) {
        var origins: [String: Origin] = [:]
        for tensor in source.tensors {
            let isPrefixed = tensor.name.hasPrefix(prefix)
            let name = isPrefixed ? tensor.name.dropFirst(prefix.count) : tensor.name[...]
            let place = HuggingFacePlace(of: String(name))
            origins[place.name, default: Origin(place: place)].parts[place.part] = tensor
        }
        self.source = source
        self.origins = origins
        tensors = origins.values.compactMap(Self.record)
    }

    var path: String { source.path }

    func values(of tensor: TensorRecord) throws -> [Float] {
        guard let origin = origins[tensor.name] else {
            preconditionFailure("'\(tensor.name)' is not a tensor of this model")
        }
        let values = try Self.sorted(origin).flatMap { try source.values(of: $0) }
        guard origin.place.isTransposed else { return values }
        let (rows, columns) = (tensor.shape.dimensions[0], tensor.shape.dimensions[1])
        return (0..<rows).flatMap { row in (0..<columns).map { values[$0 * rows + row] } }
    }

    private static func sorted(_ origin: Origin) -> [TensorRecord] {
        origin.parts.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Nil when a part is missing or of another kind than the first, or a matrix is none.
    private static func record(_ origin: Origin) -> TensorRecord? {
        let parts = sorted(origin)
        var dimensions = parts[0].shape.dimensions
        let isUniform = parts.allSatisfy {
            $0.shape == parts[0].shape && $0.type == parts[0].type
        }
        guard parts.count == origin.place.partCount, isUniform else { return nil }
        if origin.place.isTransposed {
            guard dimensions.count == 2 else { return nil }
            dimensions.reverse()
        }
        if parts.count > 1 {
            guard !dimensions.isEmpty else { return nil }
            dimensions[0] *= parts.count
        }
        return TensorShape(dimensions).map {
            TensorRecord(name: origin.place.name, type: parts[0].type, shape: $0)
        }
    }
}
