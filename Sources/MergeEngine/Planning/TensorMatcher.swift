internal import Checkpoints
internal import Merging
internal import Tensors

/// Matches the tensors of all inputs by name and refuses what cannot be merged.
struct TensorMatcher {
    private let checkpoints: [Checkpoint]
    private let hasBase: Bool
    private let averagesHead: Bool
    private let absentTensors: AbsentTensors
    private(set) var warnings: [String] = []

    init(
        _ checkpoints: [Checkpoint],
        hasBase: Bool,
        averagesHead: Bool,
        absentTensors: AbsentTensors
    ) {
        self.checkpoints = checkpoints
        self.hasBase = hasBase
        self.averagesHead = averagesHead
        self.absentTensors = absentTensors
    }

    /// The tensors of the output, in the base's order; a head that only the models have follows.
    mutating func match() throws -> [MatchedTensor] {
        let names =
            checkpoints[0].tensors.map(\.name) + headsOnlyInModels() + namesOnlyInOneModel()
        for model in checkpoints.dropFirst() { try compare(names, with: model) }
        let tensors = try names.compactMap { try match($0) }
        warnings += copyWarnings(tensors)
        return tensors
    }

    private mutating func match(_ name: String) throws -> MatchedTensor? {
        let records = checkpoints.map { $0[name] }
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

    private mutating func compare(_ names: [String], with model: Checkpoint) throws {
        let expected = Set(names.map { Array($0.utf8) })
        // Inputs that have no tensor in common are no copies of one model.
        let sharesNames = checkpoints[0].tensors.contains { model[$0.name] != nil }
        let absent = names.filter { model[$0] == nil }
        let missing = sharesNames ? absent.filter { !isLone($0) } : absent
        if missing.count < absent.count { try compareDialects(checkpoints[0], model) }
        let unexpected = model.tensors.map(\.name).filter { !expected.contains(Array($0.utf8)) }
        for name in (missing + unexpected).filter(isOptional) {
            let quoted = PrintableText.quoted(name)
            warnings.append("\(model.path): \(quoted) is not in every input: the base decides")
        }
        let differing = (missing.filter { !isOptional($0) }, unexpected.filter { !isOptional($0) })
        guard differing.0.isEmpty, differing.1.isEmpty else {
            try compareDialects(checkpoints[0], model)
            try comparePrefixes(checkpoints[0], model)
            throw MergeError.differingNames(
                path: model.path,
                missing: differing.0,
                unexpected: differing.1
            )
        }
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
        Dialect.recognise(names: checkpoint.tensors.lazy.map(\.name)).prefix
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
            record.map { describe(checkpoint.path, $0) }
        }
    }

    private func isHead(_ name: String) -> Bool {
        LayerTraits(name: name, shape: .scalar).isHead
    }

    /// Older Hugging Face files store this constant buffer, newer ones do not.
    private func isOptional(_ name: String) -> Bool {
        name.split(separator: ".").last == "position_ids"
    }
}

// MARK: - Tensors that one input alone holds

extension TensorMatcher {
    /// The only input that holds a tensor, where the method copies it then.
    private func loneHolder(of name: String, _ records: [TensorRecord?]) -> Int? {
        let first = hasBase ? 0 : 1
        guard absentTensors != .refused, records.count - first > 1,
            let holder = records.indices.last(where: { records[$0] != nil }),
            records[first..<holder].allSatisfy({ $0 == nil }), !isOptional(name)
        else { return nil }
        return absentTensors == .loneCopied || hasBase && holder == 0 ? holder : nil
    }

    private func isLone(_ name: String) -> Bool {
        loneHolder(of: name, checkpoints.map { $0[name] }) != nil
    }

    private func namesOnlyInOneModel() -> [String] {
        guard absentTensors == .loneCopied else { return [] }
        return checkpoints.dropFirst().flatMap { model in
            model.tensors.map(\.name).filter { checkpoints[0][$0] == nil && isLone($0) }
        }
    }

    /// One line for each input that holds tensors alone.
    private func copyWarnings(_ tensors: [MatchedTensor]) -> [String] {
        checkpoints.indices.compactMap { holder in
            let copied = tensors.filter { $0.loneHolder == holder }
            guard let first = copied.first else { return nil }
            return "\(checkpoints[holder].path): copied, because no other input holds them: "
                + "\(copied.count) tensors, first \(PrintableText.quoted(first.name))"
        }
    }
}
