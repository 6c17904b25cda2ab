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
    mutating func match() throws -> MatchedTensors {
        try compareParts()
        let names = possibleNames()
        // A base that was opened and not assembled holds its own names.
        let first = assembly != nil && hasBase ? 0 : 1
        for position in checkpoints.indices where position >= first {
            try compare(names, with: position)
        }
        let made = madeNames(of: names)
        var tensors = MatchedTensors(made, in: checkpoints)
        for number in 0..<made.count { tensors.append(try match(made[number])) }
        warnings += copyWarnings(tensors)
        return tensors
    }

    /// The assembly's names, or else the base's and what only models hold.
    private func possibleNames() -> TensorNames {
        var names = checkpoints[0].tensors.names
        if let assembly { names = TensorNames(assembly.tensors.lazy.map(\.name)) }
        for name in assembly == nil ? headsOnlyInModels() + namesOnlyInOneModel() : [] {
            names.append(name)
        }
        return names
    }

    /// The names without those in which no input takes part: a base alone makes no head that is averaged.
    private func madeNames(of names: TensorNames) -> TensorNames {
        guard averagesHead || !hasBase else { return names }
        let isMade = (0..<names.count).map { matched(names[$0], records(of: names[$0])) != nil }
        guard isMade.contains(false) else { return names }
        return TensorNames(isMade.indices.lazy.filter { isMade[$0] }.map { names[$0] })
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

    private mutating func match(_ name: String) throws -> MatchedTensor {
        guard let tensor = matched(name, records(of: name)) else {
            preconditionFailure("no input takes part in '\(name)'")
        }
        try compareShapes(tensor)
        try compareTypes(tensor)
        return tensor
    }

    private func matched(_ name: String, _ records: [TensorRecord?]) -> MatchedTensor? {
        let holder = loneHolder(of: name, records)
        let leavesOutBase = averagesHead && isHead(name) && holder == nil
        return MatchedTensor(
            records,
            leavesOutBase: !hasBase || leavesOutBase,
            loneHolder: holder
        )
    }

    private mutating func compare(_ names: TensorNames, with position: Int) throws {
        let model = checkpoints[position]
        let own = model.tensors.names
        // Inputs that have no tensor in common are no copies of one model.
        let sharesNames = checkpoints[0].tensors.contains {
            model.tensors.position(ofNameOf: $0) != nil
        }
        let unknown = (0..<names.count).filter { own.number(of: $0, in: names) == nil }
        let absent = unknown.map { names[$0] }.filter { isGiven($0, byInput: position) }
        let missing = sharesNames ? absent.filter { !mayLack($0, position) } : absent
        if missing.count < absent.count { try compareDialects(checkpoints[0], model) }
        let others = (0..<own.count).filter {
            guard let number = names.number(of: $0, in: own) else { return true }
            return !isGiven(names[number], byInput: position)
        }
        let unexpected = others.map { own[$0] }
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
        let models = checkpoints.dropFirst()
        return models.first?.tensors.namesMissing(in: checkpoints[0].tensors).filter(isHead) ?? []
    }

    private mutating func compareShapes(_ tensor: MatchedTensor) throws {
        let shape = tensor.anchor.shape
        if tensor.records.allSatisfy({ $0 == nil || $0?.shape == shape }) { return }
        let found = described(tensor) { (path: $0, shape: $1.shape) }
        // The temperature is stored as [] by some and [1] by others.
        guard found.allSatisfy({ $0.shape.elementCount == 1 && $0.shape.dimensions.count <= 1 })
        else { throw MergeError.differingShapes(tensor: tensor.name, found) }
        warnings.append(
            "\(PrintableText.quoted(tensor.name)) is [] in some inputs and [1] in others: the base decides"
        )
    }

    private func compareTypes(_ tensor: MatchedTensor) throws {
        let type = tensor.anchor.type
        let agree = tensor.records.lazy.compactMap(\.self).allSatisfy {
            $0.type == type || $0.type.isArithmetic && type.isArithmetic
        }
        guard !agree else { return }
        let found = described(tensor) { (path: $0, type: $1.type) }
        throw MergeError.differingTypes(tensor: tensor.name, found)
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
