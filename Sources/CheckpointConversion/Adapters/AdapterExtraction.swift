internal import CLIPModels
package import Checkpoints
internal import LinearAlgebra
internal import Synchronization
internal import SystemFiles
internal import Tensors
internal import TextFormats
package import Workers

/// Makes a low-rank adapter of what a model has learned since its base, as Hugging Face's peft reads it.
///
/// As mergekit-extract-lora, whose factors it shares: `lora_alpha = r`, so that the scale is 1. Matrices,
/// convolutions and embeddings get factors; their biases and LayerNorms are saved whole; what
/// belongs to no module, and heads, is left out.
package struct AdapterExtraction: Sendable {
    /// The modules with factors, in the order of the base's tensors.
    package private(set) var layers: [AdapterLayer] = []
    /// The changed tensors that an adapter cannot hold.
    package private(set) var leftOut: [String] = []

    private var tensors: [(declaration: TensorDeclaration, values: [Double])] = []
    private var saved: [String] = []
    private var biases: [(module: String, values: [Double])] = []
    private let base: String
    private let rank: Int

    /// Compares a model with its base.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - base: Its base, with the same tensors.
    ///   - rank: The most directions of a module.
    ///   - epsilon: Directions with singular values up to this are not kept.
    ///   - threads: The number of workers.
    ///   - cancellation: Ends the work early.
    ///   - progress: Hears of the elements that were worked on.
    /// - Throws: `CheckpointError` where the tensors differ or cannot be read; `LinearAlgebraError`;
    ///   `WorkError`.
    /// - Complexity: O(m n min(m, n)) for each matrix; memory for one matrix and its factors for each
    ///   worker, and for the adapter.
    package init(
        of model: Checkpoint,
        base: Checkpoint,
        rank: Int,
        epsilon: Double,
        threads: Int,
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws {
        (self.base, self.rank) = (base.path, rank)
        let pairs = try Self.pairs(model, base)
        let meter = ProgressMeter(
            .tensors,
            total: pairs.count,
            progress
        )
        let found = Mutex<[Int: Finding]>([:])
        let failure = Mutex<(any Error)?>(nil)
        let next = Atomic(0)
        try WorkerPool.run(max(1, min(threads, pairs.count))) { _ in
            while failure.withLock({ $0 == nil }) {
                let number = next.add(1, ordering: .relaxed).oldValue
                guard number < pairs.count else { return }
                do {
                    try cancellation.check()
                    let finding = try Finding(pairs[number], model, base, rank, epsilon)
                    found.withLock { $0[number] = finding }
                    meter.add(1, stage: pairs[number].own.tensor.name)
                } catch { failure.withLock { $0 = $0 ?? error } }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        let findings = found.withLock { $0 }
        for number in pairs.indices {
            guard let finding = findings[number] else { continue }
            add(finding, pairs[number].own)
        }
        let changed = Set(saved.map(UTF8Key.init))
        for number in pairs.indices where pairs[number].own.kind == .whole {
            guard changed.contains(UTF8Key(pairs[number].own.module)),
                case .unchanged(let values) = findings[number]
            else { continue }
            addWhole(pairs[number].own, values)
        }
        // peft keeps the biases of a module with factors in what it wraps.
        let wrapped = Set(layers.filter { $0.rank > 0 }.map { UTF8Key($0.module) })
        for (module, values) in biases {
            let isWrapped = wrapped.contains(UTF8Key(module))
            add(module + (isWrapped ? ".base_layer.bias" : ".bias"), [values.count], values)
        }
    }

    private static func pairs(
        _ model: Checkpoint,
        _ base: Checkpoint
    ) throws -> [(own: AdapterModule, other: TranslatedTensor)] {
        func tensors(_ checkpoint: Checkpoint) throws -> [TranslatedTensor] {
            guard checkpoint.naming.dialect == .openAI else {
                return checkpoint.tensors.map { TranslatedTensor(keeping: $0) }
            }
            let translation = try DialectTranslation(
                of: checkpoint.tensors,
                in: checkpoint.path,
                to: TensorNaming(dialect: .huggingFace)
            )
            return translation.tensors + translation.unknown.map { TranslatedTensor(keeping: $0) }
        }
        let own = try tensors(base)
        let others = Dictionary(
            try tensors(model).map { (UTF8Key($0.name), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let matrices = Set(
            own.filter { $0.shape.dimensions.count > 1 && $0.name.hasSuffix(".weight") }.map {
                UTF8Key(String(Substring($0.name.utf8.dropLast(".weight".utf8.count))))
            }
        )
        return try own.map { tensor in
            guard let other = others[UTF8Key(tensor.name)], other.shape == tensor.shape else {
                throw CheckpointError(
                    .malformed,
                    model.path,
                    "has no such tensor of the shape \(tensor.shape), which \(base.path) has",
                    tensor: tensor.name
                )
            }
            return (AdapterModule(tensor, weightsOfMatrices: matrices), other)
        }
    }
}

// MARK: - What is found

extension AdapterExtraction {
    /// What a tensor becomes.
    private enum Finding: Sendable {
        case factors(AdapterLayer)
        case bias([Double])
        case whole([Double])
        /// A vector that is the base's, needed where another one of its module is not.
        case unchanged([Double])
        case leftOut
        case nothing

        init(
            _ pair: (own: AdapterModule, other: TranslatedTensor),
            _ model: Checkpoint,
            _ base: Checkpoint,
            _ rank: Int,
            _ epsilon: Double
        ) throws {
            guard pair.own.tensor.type.isArithmetic else {
                self = .nothing
                return
            }
            let values = try AdapterModule.values(of: pair.other, in: model)
            let own = try AdapterModule.values(of: pair.own.tensor, in: base)
            let difference = zip(values, own).map { $0 - $1 }
            let isChanged = difference.contains { $0 != 0 }
            guard difference.allSatisfy({ $0.isFinite }) else {
                throw CheckpointError(
                    .malformed,
                    model.path,
                    "differs from the base by what is not finite",
                    tensor: pair.own.tensor.name
                )
            }
            switch pair.own.kind {
            case .none: self = isChanged ? .leftOut : .nothing
            case .bias: self = isChanged ? .bias(values) : .nothing
            case .whole: self = isChanged ? .whole(values) : .unchanged(values)
            case .linear, .convolution, .embedding:
                guard isChanged else {
                    self = .nothing
                    return
                }
                let rows = pair.own.tensor.shape.dimensions[0]
                let matrix = DenseMatrix(difference, rows: rows, columns: difference.count / rows)
                self = .factors(
                    try AdapterLayer(pair.own.module, matrix, rank: rank, epsilon: epsilon)
                )
            }
        }
    }

    private mutating func add(_ finding: Finding, _ own: AdapterModule) {
        switch finding {
        case .nothing, .unchanged: break
        case .leftOut: leftOut.append(own.tensor.name)
        case .whole(let values):
            if !saved.containsExactly(own.module) { saved.append(own.module) }
            addWhole(own, values)
        case .bias(let values): biases.append((own.module, values))
        case .factors(let layer):
            layers.append(layer)
            if layer.rank > 0 { add(layer, own) }
        }
    }

    private mutating func addWhole(_ own: AdapterModule, _ values: [Double]) {
        add(own.tensor.name, own.tensor.shape.dimensions, values)
    }

    private mutating func add(_ layer: AdapterLayer, _ own: AdapterModule) {
        let dimensions = own.tensor.shape.dimensions
        let rest = Array(dimensions.dropFirst())
        let name = layer.module
        switch own.kind {
        case .embedding:
            // W is the transpose of what the factors make.
            let (rows, columns, rank) = (dimensions[0], dimensions[1], layer.rank)
            let a = DenseMatrix(layer.b, rows: rows, columns: rank).transposed.elements
            let b = DenseMatrix(layer.a, rows: rank, columns: columns).transposed.elements
            add(name + ".lora_embedding_A", [rank, rows], a)
            add(name + ".lora_embedding_B", [columns, rank], b)
        default:
            let ones = rest.dropFirst().map { _ in 1 }
            add(name + ".lora_A.weight", [layer.rank] + rest, layer.a)
            add(name + ".lora_B.weight", [dimensions[0], layer.rank] + ones, layer.b)
        }
    }

    private mutating func add(_ name: String, _ dimensions: [Int], _ values: [Double]) {
        guard let shape = TensorShape(dimensions) else {
            preconditionFailure("the factors of a tensor are not larger than it")
        }
        let declaration = TensorDeclaration(
            name: "base_model.model." + name,
            type: .f32,
            shape: shape
        )
        tensors.append((declaration, values))
    }
}

// MARK: - The files

extension AdapterExtraction {
    /// Writes the adapter as a folder, which appears whole or not at all.
    ///
    /// - Parameters:
    ///   - output: The folder.
    ///   - policy: How it takes its place.
    ///   - inputs: The model and the base, which it must not replace.
    /// - Throws: `CheckpointError` where it cannot be written.
    /// - Numerics: Numbers are rounded to 32 bits.
    package func write(
        to output: String,
        _ policy: OutputPolicy,
        inputs: [Checkpoint]
    ) throws(CheckpointError) {
        let layout = try CheckpointLayout(
            tensors: tensors.map(\.declaration),
            metadata: [:],
            destination: .folder(output),
            folderStyle: .adapter
        )
        let writer = try CheckpointWriter.create(layout, policy, inputs: inputs)
        do throws(CheckpointError) {
            for (number, tensor) in tensors.enumerated() {
                let count = tensor.values.count
                var buffer = AlignedBuffer<UInt8>(repeating: 0, count: count * 4)
                var bytes = buffer.mutableBytes(0..<count * 4)
                _ = FloatingPointType.f32.narrow(tensor.values.span, into: &bytes)
                try writer.write(buffer.bytes(0..<count * 4), to: number, at: 0)
            }
            let text = configuration.text() + "\n"
            try writer.addFile(named: "adapter_config.json", contents: Array(text.utf8))
            try writer.commit()
        } catch {
            writer.abandon()
            throw error
        }
    }

    private var configuration: JSONValue {
        let kept = layers.filter { $0.rank > 0 }
        let ranks = JSONValue.object(
            kept.map { JSONMember($0.module, .number(Double($0.rank))) }
        )
        func names(_ names: [String]) -> JSONValue { .array(names.map(JSONValue.string)) }
        return .object([
            JSONMember("peft_type", .string("LORA")),
            JSONMember("base_model_name_or_path", .string(base)),
            JSONMember("r", .number(Double(rank))),
            JSONMember("lora_alpha", .number(Double(rank))),
            JSONMember("lora_dropout", .number(0)),
            JSONMember("target_modules", names(kept.map(\.module))),
            JSONMember("rank_pattern", ranks),
            JSONMember("alpha_pattern", ranks),
            JSONMember("modules_to_save", saved.isEmpty ? .null : names(saved)),
            JSONMember("bias", .string(biases.isEmpty ? "none" : "lora_only")),
            JSONMember("lora_bias", .boolean(false)),
            JSONMember("fan_in_fan_out", .boolean(false)),
            JSONMember("use_rslora", .boolean(false)),
            JSONMember("use_dora", .boolean(false)),
            JSONMember("inference_mode", .boolean(true)),
        ])
    }

    /// The length of the difference of all factored modules together.
    package var norm: Double { Self.length(layers.map(\.norm)) }

    /// The length of what the adapter lacks of them.
    package var error: Double { Self.length(layers.map(\.error)) }

    private static func length(_ parts: [Double]) -> Double {
        parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
}
