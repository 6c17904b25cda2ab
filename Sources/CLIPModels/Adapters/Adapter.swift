internal import Checkpoints
internal import SystemFiles
internal import Tensors
internal import TextFormats

/// A low-rank adapter of Hugging Face's peft: a folder with `adapter_config.json` and its matrices.
///
///     linear, convolution   W + s B A         A r×n (a kernel counts as a row), B m×r
///     embedding             W + s (B A)ᵀ
///     modules_to_save, bias whole tensors instead of the base's
///
/// As in peft 0.21.2; module names are matched by their ends.
struct Adapter {
    private let folder: String
    private let configuration: AdapterConfiguration
    private let weights: Checkpoint

    /// The names under which peft writes the matrices.
    private static let files = ["adapter_model.safetensors", "adapter_model.bin"]

    /// Opens an adapter.
    ///
    /// - Throws: `CheckpointError` where a file is missing, or the configuration asks for what is not read.
    init(_ folder: String, reading: ReadingOptions) throws(CheckpointError) {
        self.folder = folder
        guard AdapterPath.isAdapter(folder) else {
            throw CheckpointError(
                .missing,
                folder,
                "holds no \(AdapterConfiguration.fileName), by which an adapter is known"
            )
        }
        configuration = try AdapterConfiguration(
            FileSystem.join(folder, AdapterConfiguration.fileName)
        )
        guard let file = Self.files.first(where: { FileSystem.exists(FileSystem.join(folder, $0)) })
        else {
            throw CheckpointError(.missing, folder, "holds no \(Self.files[0])")
        }
        weights = try CheckpointInput(FileSystem.join(folder, file), reading: reading).open()
    }

    /// A base with this adapter.
    ///
    /// - Parameters:
    ///   - base: The base.
    ///   - path: What the result is called.
    /// - Returns: The base, with the tensors that change computed when they are read.
    /// - Throws: `CheckpointError` that names the module and both checkpoints.
    func added(to base: Checkpoint, named path: String) throws(CheckpointError) -> Checkpoint {
        let targets = try AdapterTargets(base)
        var computed: [Int: AdaptedTensor] = [:]
        for change in try changes() {
            let target = try targets.target(change.tensor, of: folder)
            let number = target.record.number
            guard let type = FloatingPointType(target.record.type) else {
                throw failure(
                    "changes \(PrintableText.quoted(change.tensor)), which is of type "
                        + "\(target.record.type.name) in \(base.path): quantised bases are not read"
                )
            }
            let dimensions = target.record.shape.dimensions
            let rowCount = dimensions.first ?? 1
            var tensor =
                computed[number]
                ?? AdaptedTensor(
                    base: base,
                    record: target.record,
                    type: type,
                    rowLength: dimensions.dropFirst().reduce(1, *)
                )
            tensor.updates.append(
                try update(change, rowCount, tensor.rowLength, target.operation)
            )
            computed[number] = tensor
        }
        for number in computed.keys.sorted() {
            for sibling in Self.siblings(of: base.tensors[number].name) {
                guard let record = base[sibling], computed[record.number] == nil,
                    let type = FloatingPointType(record.type)
                else { continue }
                computed[record.number] = AdaptedTensor(
                    base: base,
                    record: record,
                    type: type,
                    rowLength: record.shape.dimensions.dropFirst().reduce(1, *)
                )
            }
        }
        return base.computing(computed, named: path, with: [weights])
    }

    /// The projections of the same attention block, which other dialects store as one tensor of one type.
    private static func siblings(of name: String) -> [String] {
        let parts = ["q_proj", "k_proj", "v_proj"].map { ".self_attn.\($0)." }
        guard let own = parts.first(where: name.contains) else { return [] }
        return parts.map { name.replacing(own, with: $0) }
    }

    private func failure(_ message: String) -> CheckpointError {
        CheckpointError(.malformed, folder, message)
    }
}

// MARK: - What the file holds

extension Adapter {
    /// A tensor of the base that is changed, and how.
    private struct Change {
        enum Kind {
            /// Columns are rows of A, or with `isEmbedding` of B.
            case product(a: TensorRecord, b: TensorRecord, isEmbedding: Bool)
            case sum(TensorRecord)
            case replacement(TensorRecord)
        }

        let module: String
        let ending: String
        let kind: Kind

        var tensor: String { module + ending }
    }

    private static let prefix = "base_model.model."

    private func changes() throws(CheckpointError) -> [Change] {
        var changes: [Change] = []
        for record in weights.tensors {
            let name = record.name
            guard name.utf8.starts(with: Self.prefix.utf8) else { throw unknown(name) }
            // A module whose biases are trained keeps them in what peft wraps.
            let rest = String(Substring(name.utf8.dropFirst(Self.prefix.utf8.count)))
                .replacing(".base_layer.", with: ".")
            if let module = Self.module(of: rest, before: ".lora_A.weight") {
                let b = try partner(Self.prefix + module + ".lora_B.weight", of: name)
                changes.append(
                    Change(
                        module: module,
                        ending: ".weight",
                        kind: .product(a: record, b: b, isEmbedding: false)
                    )
                )
            } else if let module = Self.module(of: rest, before: ".lora_embedding_A") {
                let b = try partner(Self.prefix + module + ".lora_embedding_B", of: name)
                changes.append(
                    Change(
                        module: module,
                        ending: ".weight",
                        kind: .product(a: record, b: b, isEmbedding: true)
                    )
                )
            } else if let module = Self.module(of: rest, before: ".lora_B.bias") {
                changes.append(Change(module: module, ending: ".bias", kind: .sum(record)))
            } else if let module = Self.module(of: rest, before: ".lora_B.weight") {
                _ = try partner(Self.prefix + module + ".lora_A.weight", of: name)
            } else if let module = Self.module(of: rest, before: ".lora_embedding_B") {
                _ = try partner(Self.prefix + module + ".lora_embedding_A", of: name)
            } else if !rest.contains("lora_"), let dot = rest.lastIndex(of: ".") {
                let whole = Change(
                    module: String(rest[..<dot]),
                    ending: String(rest[dot...]),
                    kind: .replacement(record)
                )
                changes.append(whole)
            } else {
                throw unknown(name)
            }
        }
        return changes
    }

    private static func module(of name: String, before ending: String) -> String? {
        guard name.utf8.count > ending.utf8.count, name.hasSuffix(ending) else { return nil }
        return String(Substring(name.utf8.dropLast(ending.utf8.count)))
    }

    private func partner(_ name: String, of other: String) throws(CheckpointError) -> TensorRecord {
        guard let record = weights[name] else {
            throw failure(
                "holds \(PrintableText.quoted(other)) without \(PrintableText.quoted(name))"
            )
        }
        return record
    }

    private func unknown(_ name: String) -> CheckpointError {
        let isDirection = name.contains("lora_magnitude_vector")
        return CheckpointError(
            .unsupported,
            folder,
            "holds \(PrintableText.quoted(name)), "
                + (isDirection
                    ? "a tensor of DoRA, which is not read" : "which is no tensor of LoRA")
        )
    }
}

// MARK: - Numbers

extension Adapter {
    /// A change as an update of the base's rows.
    private func update(
        _ change: Change,
        _ rowCount: Int,
        _ rowLength: Int,
        _ operation: TranslatedTensor.Operation
    ) throws(CheckpointError) -> (rows: Range<Int>, update: AdapterUpdate) {
        var rows = 0..<rowCount
        if case .third(let part) = operation {
            rows = part * (rowCount / 3)..<(part + 1) * (rowCount / 3)
        }
        let isTransposed = operation == .transpose
        switch change.kind {
        case .sum(let record):
            let scale = configuration.scale(of: change.module)
            let values = try values(of: record, change, rows.count * rowLength)
            return (rows, .sum(values.map { scale * $0 }))
        case .replacement(let record):
            let values = try values(of: record, change, rows.count * rowLength)
            guard isTransposed else { return (rows, .replacement(values)) }
            return (
                rows, .replacement(Self.transposed(values, rows: rowLength, columns: rows.count))
            )
        case .product(let a, let b, let isEmbedding):
            return (
                rows,
                try product(change, a, b, rows.count, rowLength, isTransposed != isEmbedding)
            )
        }
    }

    private func product(
        _ change: Change,
        _ a: TensorRecord,
        _ b: TensorRecord,
        _ rowCount: Int,
        _ rowLength: Int,
        _ isTransposed: Bool
    ) throws(CheckpointError) -> AdapterUpdate {
        let rank = configuration.rank(of: change.module)
        guard a.shape.dimensions.first == rank else {
            throw failure(
                "\(PrintableText.quoted(a.name)) has the shape \(a.shape), but its configuration gives the "
                    + "rank \(rank)"
            )
        }
        let (inner, outer) = isTransposed ? (rowCount, rowLength) : (rowLength, rowCount)
        guard a.shape.elementCount == rank * inner, b.shape.elementCount == outer * rank,
            b.shape.dimensions.first == outer
        else {
            throw failure(
                "\(PrintableText.quoted(change.tensor)): A \(a.shape) and B \(b.shape) make no matrix of "
                    + "\(outer) x \(inner), as the base has it"
            )
        }
        let (left, right) = (try values(of: b), try values(of: a))
        let scale = configuration.scale(of: change.module)
        guard isTransposed else {
            return .product(left: left, right: right, rank: rank, scale: scale)
        }
        return .product(
            left: Self.transposed(right, rows: rank, columns: inner),
            right: Self.transposed(left, rows: outer, columns: rank),
            rank: rank,
            scale: scale
        )
    }

    private func values(
        of record: TensorRecord,
        _ change: Change,
        _ count: Int
    ) throws(CheckpointError) -> [Double] {
        guard record.shape.elementCount == count else {
            throw failure(
                "\(PrintableText.quoted(record.name)) has the shape \(record.shape), but the base has "
                    + "\(count) elements there"
            )
        }
        return try values(of: record)
    }

    private func values(of record: TensorRecord) throws(CheckpointError) -> [Double] {
        guard let type = FloatingPointType(record.type) else {
            throw failure(
                "\(PrintableText.quoted(record.name)) holds \(record.type.name), which is no "
                    + "floating-point type"
            )
        }
        let count = record.shape.elementCount
        var stored = AlignedBuffer<UInt8>(repeating: 0, count: count * type.byteWidth)
        var bytes = stored.mutableBytes(0..<count * type.byteWidth)
        try weights.read(record, at: 0, into: &bytes)
        var values = [Double](repeating: 0, count: count)
        var span = values.mutableSpan
        type.widen(stored.bytes(0..<count * type.byteWidth), into: &span)
        return values
    }

    private static func transposed(_ values: [Double], rows: Int, columns: Int) -> [Double] {
        (0..<columns).flatMap { column in (0..<rows).map { values[$0 * columns + column] } }
    }
}
