internal import TextFormats

extension Checkpoint {
    /// Further names of tensors, each with the name under which the tensor is stored.
    ///
    /// safetensors' `save_model` stores tensors that share their memory once, and the other names
    /// in the metadata.
    ///
    /// - Complexity: O(entries of the metadata).
    public var tiedNames: [String: String] {
        let pairs = metadata.sorted { $0.key.precedesByBytes($1.key) }.map { name, stored in
            (WrapperNames.removed(from: name) ?? name, WrapperNames.removed(from: stored) ?? stored)
        }
        return Dictionary(pairs) { first, _ in first }.filter { name, stored in
            name != "format" && self[name] == nil && self[stored] != nil
        }
    }
}
