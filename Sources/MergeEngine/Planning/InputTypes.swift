internal import Checkpoints
internal import Tensors
internal import TextFormats

/// The floating-point types in which the inputs of a merge store the same tensors.
struct InputTypes {
    /// What a user should hear: which types meet, once for all tensors; nothing where they agree.
    private(set) var warnings: [String] = []

    /// Compares types.
    ///
    /// - Parameters:
    ///   - tensors: The matched tensors.
    ///   - checkpoints: The inputs, as the tensors number them.
    /// - Complexity: O(tensors · inputs).
    init(of tensors: MatchedTensors, in checkpoints: [Checkpoint]) {
        var found: (tensor: MatchedTensor, input: Int)?
        var count = 0
        for tensor in tensors where tensor.arithmeticType != nil {
            let other = tensor.holders.first {
                tensor.records[$0]?.writtenType != tensor.storedType
            }
            guard let other else { continue }
            count += 1
            found = found ?? (tensor, other)
        }
        guard let found, let record = found.tensor.records[found.input] else { return }
        let path = checkpoints[found.input].origin(of: record).checkpoint
        warnings = [
            "\(PrintableText.escaped(path)) stores \(count == 1 ? "a tensor" : "\(count) tensors") in another "
                + "floating-point type than the output has: \(PrintableText.quoted(found.tensor.name)) "
                + "in \(record.type.name), which becomes \(found.tensor.storedType.name); "
                + "the output has the base's types unless it is given one"
        ]
    }
}
