internal import Checkpoints
internal import Merging
internal import Tensors

/// Matches the tensors of all inputs by name and refuses what cannot be merged.
struct TensorMatcher {
    private let checkpoints: [Checkpoint]
    private let averagesHead: Bool
    private(set) var warnings: [String] = []

    init(_ checkpoints: [Checkpoint], averagesHead: Bool) {
        self.checkpoints = checkpoints
        self.averagesHead = averagesHead
    }

    /// The tensors of the output, in the base's order; a head that only the models have follows.
    mutating func match() throws -> [MatchedTensor] {
        for model in checkpoints.dropFirst() { try compareNames(with: model) }
        let names = checkpoints[0].tensors.map(\.name) + headsOnlyInModels()
        return try names.compactMap { name in
            let records = checkpoints.map { $0[name] }
            let isAveragedHead = averagesHead && isHead(name)
            let relevant = isAveragedHead ? [nil] + records.dropFirst() : records
            guard let tensor = MatchedTensor(relevant) else { return nil }
            try compareShapes(tensor)
            try compareTypes(tensor)
            return tensor
        }
    }

    private mutating func compareNames(with model: Checkpoint) throws {
        let base = checkpoints[0]
        let missing = names(of: base, notIn: model)
        let unexpected = names(of: model, notIn: base)
        let optional = (missing + unexpected).filter(isOptional)
        for name in optional {
            warnings.append("\(model.path): '\(name)' is not in every input: the base decides")
        }
        let differing = (missing.filter { !isOptional($0) }, unexpected.filter { !isOptional($0) })
        guard differing.0.isEmpty, differing.1.isEmpty else {
            try compareDialects(base, model)
            throw MergeError.differingNames(
                path: model.path,
                missing: differing.0,
                unexpected: differing.1
            )
        }
    }

    private func names(of checkpoint: Checkpoint, notIn other: Checkpoint) -> [String] {
        checkpoint.tensors.map(\.name).filter { name in
            other[name] == nil && !(averagesHead && isHead(name))
        }
    }

    private func compareDialects(_ base: Checkpoint, _ model: Checkpoint) throws {
        guard base.dialect != model.dialect else { return }
        throw MergeError.mixedDialects(
            base: base.path,
            baseDialect: base.dialect.description,
            model: model.path,
            modelDialect: model.dialect.description
        )
    }

    private func headsOnlyInModels() -> [String] {
        guard averagesHead, checkpoints.count > 1 else { return [] }
        return checkpoints[1].tensors.map(\.name).filter {
            isHead($0) && checkpoints[0][$0] == nil
        }
    }

    private mutating func compareShapes(_ tensor: MatchedTensor) throws {
        let found = described(tensor) { (path: $0, shape: $1.shape) }
        let differing = found.filter { $0.shape != tensor.anchor.shape }
        if differing.isEmpty { return }
        // The temperature is stored as [] by some and [1] by others.
        guard found.allSatisfy({ $0.shape.elementCount == 1 && $0.shape.dimensions.count <= 1 })
        else { throw MergeError.differingShapes(tensor: tensor.name, found) }
        warnings.append("'\(tensor.name)' is [] in some inputs and [1] in others: the base decides")
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
        LayerTraits(name: name, elementCount: 0).isHead
    }

    /// Older Hugging Face files store this constant buffer, newer ones do not.
    private func isOptional(_ name: String) -> Bool {
        name.split(separator: ".").last == "position_ids"
    }
}
