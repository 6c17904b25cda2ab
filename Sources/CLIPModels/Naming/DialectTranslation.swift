public import Checkpoints
internal import Tensors
internal import SystemFiles
internal import TextFormats

/// The tensors of a checkpoint under the names, and in the forms, of a naming.
public struct DialectTranslation: Sendable {
    /// The tensors that the target's dialect has, in the order in which they are stored.
    public private(set) var tensors: [TranslatedTensor] = []
    /// Stored tensors that the key map does not know.
    public private(set) var unknown: [TensorRecord] = []
    /// Stored constants that the target's dialect does without.
    public private(set) var dropped: [TensorRecord] = []

    let path: String
    package let source: TensorNaming
    let target: TensorNaming
    private let records: TensorList
    private var names: Set<UTF8Key> = []

    /// Translates the names of a whole model to OpenAI's plain ones.
    ///
    /// - Throws: `CheckpointError`: what is not a model is refused, then as the other initialiser.
    init(ofModel checkpoint: Checkpoint) throws(CheckpointError) {
        try checkpoint.requireModel()
        try self.init(
            of: checkpoint.tensors,
            in: checkpoint.path,
            to: TensorNaming(dialect: .openAI)
        )
    }

    /// Translates the names of a model's tensors.
    ///
    /// - Parameters:
    ///   - tensors: The tensors, each name once.
    ///   - path: The model's name in messages.
    ///   - target: The naming to translate to.
    /// - Throws: `CheckpointError` with the code `unsupported` when the names belong to no dialect;
    ///   `malformed` when a part of a tensor is missing, when a shape does not fit the operation, or
    ///   when two tensors would have one name.
    /// - Complexity: O(total length of the names); reads no data.
    public init(
        of tensors: TensorList,
        in path: String,
        to target: TensorNaming
    ) throws(CheckpointError) {
        self.path = path
        source = TensorNaming.recognise(names: tensors.lazy.map(\.name))
        self.target = target
        records = tensors
        guard source.dialect != .unknown else {
            let message = "its tensors are named as in no known CLIP, or as in several"
            throw CheckpointError(.unsupported, path, message)
        }
        for tensor in tensors { try translate(tensor) }
    }

    /// All tensors without what is before the dialect's names: the translated ones, and those
    /// that the key map does not know as they are.
    package var bareTensors: [TranslatedTensor] {
        tensors
            + unknown.map {
                TranslatedTensor(keeping: $0, as: source.name($0.name, withPrefix: ""))
            }
    }

    private mutating func translate(_ tensor: TensorRecord) throws(CheckpointError) {
        if let correspondence = source.correspondence(of: tensor.name) {
            try translate(tensor, correspondence)
        } else if let head = source.headName(of: tensor.name) {
            try add(head, tensor.shape, [tensor], .copy)
        } else if source.dialect != target.dialect, source.isConstant(tensor.name) {
            dropped.append(tensor)
        } else {
            unknown.append(tensor)
        }
    }

    private mutating func translate(
        _ tensor: TensorRecord,
        _ correspondence: KeyCorrespondence
    ) throws(CheckpointError) {
        let stored = source.names(of: correspondence)
        let names = target.names(of: correspondence)
        if source.dialect == target.dialect {
            let part = stored.firstIndex { $0.utf8.elementsEqual(tensor.name.utf8) } ?? 0
            return try add(names[part], tensor.shape, [tensor], .copy)
        }
        switch correspondence.form {
        case .same: try add(names[0], tensor.shape, [tensor], .copy)
        case .transposed:
            try add(names[0], try transposed(tensor), [tensor], .transpose)
        case .thirds where source.dialect == .openAI:
            let shape = try third(of: tensor)
            for (part, name) in names.enumerated() {
                try add(name, shape, [tensor], .third(part))
            }
        case .thirds:
            // The first of the parts that is met stands for all.
            guard !self.names.contains(UTF8Key(names[0])) else { return }
            let parts = try parts(named: stored)
            try add(names[0], try stacked(parts), parts, .stack)
        }
    }

    private mutating func add(
        _ name: String,
        _ shape: TensorShape,
        _ sources: [TensorRecord],
        _ operation: TranslatedTensor.Operation
    ) throws(CheckpointError) {
        guard names.insert(UTF8Key(name)).inserted else {
            let message = "another tensor becomes \(PrintableText.quoted(name)) as well"
            throw failure(sources[0].name, message)
        }
        tensors.append(
            TranslatedTensor(
                name: name,
                type: sources[0].type,
                shape: shape,
                sources: sources,
                operation: operation
            )
        )
    }
}

// MARK: - Shapes

extension DialectTranslation {
    private func transposed(_ tensor: TensorRecord) throws(CheckpointError) -> TensorShape {
        let dimensions = tensor.shape.dimensions
        guard dimensions.count == 2, let shape = TensorShape(dimensions.reversed()) else {
            throw failure(tensor.name, "a matrix was expected, not the shape \(tensor.shape)")
        }
        return shape
    }

    private func third(of tensor: TensorRecord) throws(CheckpointError) -> TensorShape {
        var dimensions = tensor.shape.dimensions
        guard let first = dimensions.first, first % 3 == 0 else {
            let message = "the first dimension of \(tensor.shape) has no thirds (query, key, value)"
            throw failure(tensor.name, message)
        }
        dimensions[0] = first / 3
        guard let shape = TensorShape(dimensions), tensor.byteCount % 3 == 0 else {
            throw failure(tensor.name, "the shape \(tensor.shape) has no thirds")
        }
        return shape
    }

    private func parts(named names: [String]) throws(CheckpointError) -> [TensorRecord] {
        var parts: [TensorRecord] = []
        for name in names {
            guard let part = records.position(of: name).map({ records[$0] }) else {
                throw failure(name, "is missing")
            }
            parts.append(part)
        }
        return parts
    }

    private func stacked(_ parts: [TensorRecord]) throws(CheckpointError) -> TensorShape {
        let first = parts[0]
        for part in parts where part.shape != first.shape || part.type != first.type {
            let (own, other) = (
                "\(part.type.name) \(part.shape)", PrintableText.quoted(first.name)
            )
            let message = "is \(own), but \(other) is \(first.type.name) \(first.shape)"
            throw failure(part.name, message)
        }
        let dimensions = first.shape.dimensions
        guard let count = dimensions.first?.multipliedExactly(by: 3),
            let shape = TensorShape([count] + dimensions.dropFirst())
        else {
            throw failure(first.name, "tensors of shape \(first.shape) cannot be stacked")
        }
        return shape
    }

    private func failure(_ tensor: String, _ message: String) -> CheckpointError {
        CheckpointError(.malformed, path, message, tensor: tensor)
    }
}
