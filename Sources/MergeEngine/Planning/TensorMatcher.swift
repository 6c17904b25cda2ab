internal import Checkpoints
internal import CLIPModels
internal import Merging
internal import Tensors
internal import TextFormats

/// Matches the tensors of all inputs by name and refuses what cannot be merged.
struct TensorMatcher {
    let checkpoints: [Checkpoint]
    let hasBase: Bool
    let assembly: CheckpointAssembly?
    let averagesHead: Bool
    let absentTensors: AbsentTensors
    private(set) var warnings: [String] = []

    init(
        _ checkpoints: [Checkpoint],
        hasBase: Bool,
        assembly: CheckpointAssembly?,
        averagesHead: Bool,
        absentTensors: AbsentTensors
    ) {
        self.checkpoints = checkpoints
        self.hasBase = hasBase
        self.assembly = assembly
        self.averagesHead = averagesHead
        self.absentTensors = absentTensors
    }

    /// The tensors of the output, in the assembly's order, or else the base's; a head that only the
    /// models have follows.
    mutating func match() throws -> [MatchedTensor] {
        try compareParts()
        let names =
            assembly?.tensors.map(\.name)
            ?? checkpoints[0].tensors.map(\.name) + headsOnlyInModels() + namesOnlyInOneModel()
        // A base that was opened and not assembled holds its own names.
        let first = assembly != nil && hasBase ? 0 : 1
        for position in checkpoints.indices where position >= first {
            try compare(names.filter { isGiven($0, byInput: position) }, with: position)
        }
        var tensors: [MatchedTensor] = []
        tensors.reserveCapacity(names.count)
        for name in names {
            if let tensor = try match(name) { tensors.append(tensor) }
        }
        warnings += copyWarnings(tensors)
        return tensors
    }

    /// Refuses an assembly of checkpoints that name their tensors differently: each of them would bring
    /// its own names into the output.
    private func compareParts() throws {
        guard assembly != nil else { return }
        let parts = checkpoints.flatMap(\.parts).filter { $0.dialect != .unknown }
        guard let first = parts.first else { return }
        for part in parts {
            try compareDialects(first, part)
            try comparePrefixes(first, part)
        }
    }

    private mutating func match(_ name: String) throws -> MatchedTensor? {
        let records = records(of: name)
        let holder = loneHolder(of: name, records)
        let leavesOutBase = averagesHead && isHead(name) && holder == nil
        let tensor = MatchedTensor(
            records,
            leavesOutBase: !hasBase || leavesOutBase,
            loneHolder: holder
        )
        guard let tensor else { return nil }
        try compareShapes(tensor)
        try compareTypes(tensor)
        return tensor
    }

    private mutating func compare(_ names: [String], with position: Int) throws {
        let model = checkpoints[position]
        let expected = Set(names.lazy.map(UTF8Key.init))
        // Inputs that have no tensor in common are no copies of one model.
        let sharesNames = checkpoints[0].tensors.contains { model[$0.name] != nil }
        let absent = names.filter { model[$0] == nil }
        let missing = sharesNames ? absent.filter { !mayLack($0, position) } : absent
        if missing.count < absent.count { try compareDialects(checkpoints[0], model) }
        let unexpected = model.tensors.map(\.name).filter { !expected.contains(UTF8Key($0)) }
        for name in (missing + unexpected).filter(isOptional) {
            let quoted = PrintableText.quoted(name)
            warnings.append("\(model.path): \(quoted) is not in every input: the base decides")
        }
        let differing = (missing.filter { !isOptional($0) }, unexpected.filter { !isOptional($0) })
        guard differing.0.isEmpty, differing.1.isEmpty else {
            try compareDialects(checkpoints[0], model)
            try comparePrefixes(checkpoints[0], model)
            throw differingNames(position, missing: differing.0, unexpected: differing.1)
        }
    }

    /// The error for names that differ; names the checkpoint, and its tensors, behind an assembly.
    private func differingNames(
        _ position: Int,
        missing: [String],
        unexpected: [String]
    ) -> MergeError {
        let origins = missing.compactMap { assembly?[$0]?.origin(inInput: position) }
        guard let path = origins.first?.checkpoint else {
            let path = checkpoints[position].path
            return .differingNames(path: path, missing: missing, unexpected: unexpected)
        }
        return .lackingTensors(
            path: path,
            origins.filter { $0.checkpoint.isExactly(path) }.map(\.tensor)
        )
    }

    private func compareDialects(_ base: Checkpoint, _ model: Checkpoint) throws {
        guard base.dialect != model.dialect else { return }
        throw MergeError.mixedDialects(
            base: base.path,
            baseDialect: base.dialect,
            model: model.path,
            modelDialect: model.dialect
        )
    }

    private func comparePrefixes(_ base: Checkpoint, _ model: Checkpoint) throws {
        let (own, other) = (Self.prefix(of: base), Self.prefix(of: model))
        guard own != other, base.dialect != .unknown else { return }
        throw MergeError.mixedPrefixes(
            base: base.path,
            basePrefix: own,
            model: model.path,
            modelPrefix: other,
            convertsBase: checkpoints.dropFirst().allSatisfy { Self.prefix(of: $0) == other }
        )
    }

    private static func prefix(of checkpoint: Checkpoint) -> String {
        checkpoint.naming.prefix
    }

    private func headsOnlyInModels() -> [String] {
        guard averagesHead else { return [] }
        return checkpoints.dropFirst().first?.tensors.map(\.name).filter {
            isHead($0) && checkpoints[0][$0] == nil
        } ?? []
    }

    private mutating func compareShapes(_ tensor: MatchedTensor) throws {
        let found = described(tensor) { (path: $0, shape: $1.shape) }
        let differing = found.filter { $0.shape != tensor.anchor.shape }
        if differing.isEmpty { return }
        // The temperature is stored as [] by some and [1] by others.
        guard found.allSatisfy({ $0.shape.elementCount == 1 && $0.shape.dimensions.count <= 1 })
        else { throw MergeError.differingShapes(tensor: tensor.name, found) }
        warnings.append(
            "\(PrintableText.quoted(tensor.name)) is [] in some inputs and [1] in others: the base decides"
        )
    }

    private func compareTypes(_ tensor: MatchedTensor) throws {
        let found = described(tensor) { (path: $0, type: $1.type) }
        let agree = found.allSatisfy {
            $0.type == tensor.anchor.type || $0.type.isArithmetic && tensor.anchor.type.isArithmetic
        }
        guard agree else { throw MergeError.differingTypes(tensor: tensor.name, found) }
    }

    private func described<Finding>(
        _ tensor: MatchedTensor,
        _ describe: (String, TensorRecord) -> Finding
    ) -> [Finding] {
        zip(checkpoints, tensor.records).compactMap { checkpoint, record in
            record.map { describe(checkpoint.origin(of: $0).checkpoint, $0) }
        }
    }

    func isHead(_ name: String) -> Bool { TensorPlace(name).role == .head }

    /// Older files store constants that programs compute by themselves; newer ones do not.
    func isOptional(_ name: String) -> Bool { TensorPlace(name).role == .constant }
}
