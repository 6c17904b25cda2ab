package import TextFormats

extension Checkpoint {
    /// Further names of tensors, each with the name under which the tensor is stored.
    ///
    /// safetensors' `save_model` stores tensors that share their memory once, and the other names
    /// in the metadata.
    ///
    /// - Complexity: O(entries of the metadata).
    package var tiedNames: [UTF8Key: UTF8Key] {
        func inner(_ name: String) -> UTF8Key { UTF8Key(WrapperNames.removed(from: name) ?? name) }
        let pairs = metadata.entries.map { (inner($0.name), inner($0.text)) }
        return Dictionary(pairs) { first, _ in first }.filter { name, stored in
            name.text != "format" && self[name.text] == nil && self[stored.text] != nil
        }
    }
}
