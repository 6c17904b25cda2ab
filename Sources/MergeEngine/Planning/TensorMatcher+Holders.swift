internal import Checkpoints
internal import Merging
internal import TextFormats

extension TensorMatcher {
    /// What the inputs hold that a tensor is merged from, a place for the base included.
    func records(of name: String) -> [TensorRecord?] {
        let count = assembly?[name].map { $0.models.count + 1 } ?? checkpoints.count
        return checkpoints.prefix(count).map { $0[name] }
    }

    /// Whether an input is to give a tensor.
    func isGiven(_ name: String, byInput position: Int) -> Bool {
        assembly?[name].map { $0.origin(inInput: position) != nil } ?? true
    }

    /// Whether an input may lack a tensor: a base need not hold a head that is averaged.
    func mayLack(_ name: String, _ position: Int) -> Bool {
        isLone(name) || position == 0 && averagesHead && isHead(name)
    }
}

// MARK: - Tensors that one input alone holds

extension TensorMatcher {
    /// The only input that holds a tensor, where the method copies it then.
    func loneHolder(of name: String, _ records: [TensorRecord?]) -> Int? {
        let first = hasBase ? 0 : 1
        if assembly?[name]?.isCopied == true { return records.lastIndex { $0 != nil } }
        guard absentTensors != .refused, records.count - first > 1,
            let holder = records.indices.last(where: { records[$0] != nil }),
            records[first..<holder].allSatisfy({ $0 == nil }), !isOptional(name)
        else { return nil }
        return absentTensors == .loneCopied || hasBase && holder == 0 ? holder : nil
    }

    func isLone(_ name: String) -> Bool {
        loneHolder(of: name, records(of: name)) != nil
    }

    func namesOnlyInOneModel() -> [String] {
        guard absentTensors == .loneCopied else { return [] }
        return checkpoints.dropFirst().flatMap { model in
            model.tensors.namesMissing(in: checkpoints[0].tensors).filter(isLone)
        }
    }

    /// One line for each input that holds tensors alone.
    func copyWarnings(_ tensors: MatchedTensors) -> [String] {
        var copied: [Int: (count: Int, first: String)] = [:]
        for tensor in tensors where assembly?[tensor.name]?.isCopied != true {
            guard let holder = tensor.loneHolder else { continue }
            copied[holder] = (
                (copied[holder]?.count ?? 0) + 1, copied[holder]?.first ?? tensor.name
            )
        }
        return copied.sorted { $0.key < $1.key }.map { holder, found in
            "\(checkpoints[holder].path): copied, because no other input holds them: "
                + "\(found.count) tensors, first \(PrintableText.quoted(found.first))"
        }
    }
}
