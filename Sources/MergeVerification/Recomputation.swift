internal import ReferenceMerging
internal import Tensors
internal import TextFormats

/// Computes what a merge should hold, with the reference's arithmetic.
struct Recomputation {
    private let request: VerificationRequest
    private let rule: ReferenceRule
    private let isAveraged: Bool

    init(_ request: VerificationRequest, rule: ReferenceRule, isAveraged: Bool) {
        self.request = request
        self.rule = rule
        self.isAveraged = isAveraged
    }

    /// Whether an element depends on all others of its tensor.
    var mergesMatrices: Bool {
        guard case .other(let name, _) = request.method else { return false }
        return referenceMergesMatrices(name)
    }

    /// The elements of some tensors that form one layer.
    func values(of layers: [LoadedLayer]) throws -> [[Double]] {
        if layers.allSatisfy(\.isSharedNonFinite) { return layers.map { $0.inputs[0].values } }
        return switch request.method {
        case .average: layers.map(average)
        case .other where isAveraged || rule == .copy: layers.map(average)
        case .other(let name, let parameters) where request.joinsTensors:
            try joined(name, layers, parameters)
        case .other(let name, let parameters) where referenceMergesMatrices(name):
            try matrices(name, layers, parameters)
        case .other(let name, let parameters):
            try layers.map { try other(name, $0, parameters) }
        case .modelStock where rule == .average: layers.map(average)
        case .modelStock where rule == .copy: layers.map { $0.base?.values ?? [] }
        case .modelStock(let options): try modelStock(layers, options)
        }
    }

    private func average(_ layer: LoadedLayer) -> [Double] {
        referenceAverage(models: layer.models.map(\.values))
    }

    private func other(
        _ method: String,
        _ layer: LoadedLayer,
        _ parameters: ReferenceParameters
    ) throws -> [Double] {
        let tensor = ReferenceTensor(
            name: layer.result.name,
            shape: layer.result.shape.dimensions,
            base: layer.base?.values,
            models: layer.models.map(\.values)
        )
        return try merged(method, tensor, parameters)
    }

    private func merged(
        _ method: String,
        _ tensor: ReferenceTensor,
        _ parameters: ReferenceParameters
    ) throws -> [Double] {
        let parameters = request.parametersByTensor[tensor.name] ?? parameters
        guard let values = referenceMerge(method: method, tensor, parameters) else {
            throw VerificationError.noResult(method: method, tensor: tensor.name)
        }
        return values
    }

    private func modelStock(
        _ layers: [LoadedLayer],
        _ options: ReferenceOptions
    ) throws -> [[Double]] {
        let rowLength = rowLength(layers[0])
        if request.granularity == .firstDimension, rowLength != layers[0].result.shape.elementCount
        {
            return try layers.map { try columns($0, options) }
        }
        if request.granularity != .tensor, rowLength != layers[0].result.shape.elementCount {
            return try layers.map { try rows($0, rowLength, options) }
        }
        if request.projections == .split, let thirds = thirds(layers[0]) {
            return [try thirds.flatMap { try whole([$0.base], $0.models, layers[0], options)[0] }]
        }
        let models = layers[0].models.indices.map { model in
            layers.map { $0.models[model].values }
        }
        return try whole(layers.map { $0.base?.values ?? [] }, models, layers[0], options)
    }

    private func whole(
        _ base: [[Double]],
        _ models: [[[Double]]],
        _ layer: LoadedLayer,
        _ options: ReferenceOptions
    ) throws -> [[Double]] {
        try referenceModelStock(
            base: base,
            models: models,
            storage: storage(layer),
            options: options
        ).values
    }

    private func rows(
        _ layer: LoadedLayer,
        _ length: Int,
        _ options: ReferenceOptions
    ) throws -> [Double] {
        try referenceModelStockRows(
            base: layer.base?.values ?? [],
            models: layer.models.map(\.values),
            rowLength: length,
            storage: storage(layer),
            options: options
        ).values
    }

    private func storage(_ layer: LoadedLayer) -> ReferenceElementType {
        layer.base?.referenceType ?? .f32
    }

    private func rowLength(_ layer: LoadedLayer) -> Int {
        let dimensions = layer.result.shape.dimensions
        let count = layer.result.shape.elementCount
        guard dimensions.count > 1 else { return count }
        return switch request.granularity {
        case .firstDimension: dimensions[0]
        case .lastDimension: dimensions[dimensions.count - 1]
        case .tensor, .outputRow: count / dimensions[0]
        }
    }

    /// The query, key and value thirds of a packed projection.
    private func thirds(_ layer: LoadedLayer) -> [(base: [Double], models: [[[Double]]])]? {
        let name = layer.result.name
        guard name.hasSuffix(".in_proj_weight") || name.hasSuffix(".in_proj_bias"),
            let base = layer.base?.values, base.count % 3 == 0
        else { return nil }
        let models = layer.models.map(\.values)
        return (0..<3).map { part in
            let range = part * base.count / 3..<(part + 1) * base.count / 3
            return (Array(base[range]), models.map { [Array($0[range])] })
        }
    }
}

// MARK: - Methods that look at the whole model

extension Recomputation {
    /// Some tensors as one vector, one after the other.
    private func joined(
        _ method: String,
        _ layers: [LoadedLayer],
        _ parameters: ReferenceParameters
    ) throws -> [[Double]] {
        let counts = layers.map(\.result.shape.elementCount)
        let whole = ReferenceTensor(
            name: layers[0].result.name,
            shape: [counts.reduce(0, +)],
            base: layers.flatMap { $0.base?.values ?? [] },
            models: layers[0].models.indices.map { model in
                layers.flatMap { $0.models[model].values }
            }
        )
        var rest = try merged(method, whole, parameters)[...]
        return counts.map { count in
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
    }
}

// MARK: - Methods of matrices

extension Recomputation {
    /// Some tensors as one matrix, rows below rows, or a packed projection as three.
    private func matrices(
        _ method: String,
        _ layers: [LoadedLayer],
        _ parameters: ReferenceParameters
    ) throws -> [[Double]] {
        let (first, count) = (layers[0].result, layers[0].result.shape.elementCount)
        let shape = first.shape.dimensions
        if layers.count > 1 {
            let joined = ReferenceTensor(
                name: first.name,
                shape: [shape[0] * layers.count] + shape.dropFirst(),
                base: layers.flatMap { $0.base?.values ?? [] },
                models: layers[0].models.indices.map { model in
                    layers.flatMap { $0.models[model].values }
                }
            )
            let values = try merged(method, joined, parameters)
            return layers.indices.map { Array(values[$0 * count..<($0 + 1) * count]) }
        }
        guard request.projections == .split, let thirds = thirds(layers[0]) else {
            return [try other(method, layers[0], parameters)]
        }
        return [
            try thirds.flatMap { third in
                let tensor = ReferenceTensor(
                    name: first.name,
                    shape: [shape[0] / 3] + shape.dropFirst(),
                    base: third.base,
                    models: third.models.map { $0[0] }
                )
                return try merged(method, tensor, parameters)
            }
        ]
    }
}

// MARK: - Ratios of columns

extension Recomputation {
    /// Columns become rows, rows are merged, and become columns again; those of the parts of a
    /// packed projection on their own where the request splits it.
    private func columns(_ layer: LoadedLayer, _ options: ReferenceOptions) throws -> [Double] {
        let count = layer.result.shape.elementCount / layer.result.shape.dimensions[0]
        let whole = (base: layer.base?.values ?? [], models: layer.models.map { [$0.values] })
        let parts = request.projections == .split ? thirds(layer) ?? [whole] : [whole]
        return try parts.flatMap { part in
            let merged = try referenceModelStockRows(
                base: transposed(part.base, columns: count),
                models: part.models.map { transposed($0[0], columns: count) },
                rowLength: part.base.count / count,
                storage: storage(layer),
                options: options
            ).values
            return transposed(merged, columns: merged.count / count)
        }
    }

    private func transposed(_ values: [Double], columns: Int) -> [Double] {
        (0..<columns).flatMap { column in
            stride(from: column, to: values.count, by: columns).map { values[$0] }
        }
    }
}
