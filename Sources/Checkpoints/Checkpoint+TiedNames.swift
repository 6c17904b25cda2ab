extension Checkpoint {
    /// Further names of tensors, each with the name under which the tensor is stored.
    ///
    /// safetensors' `save_model` stores tensors that share their memory once, and the other names
    /// in the metadata.
    ///
    /// - Complexity: O(entries of the metadata).
    public var tiedNames: [String: String] {
        metadata.filter { name, stored in
            name != "format" && self[name] == nil && self[stored] != nil
        }
    }
}
