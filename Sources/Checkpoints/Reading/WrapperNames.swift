internal import TextFormats

/// The components that PyTorch's wrappers of modules put into the names of tensors: training on
/// several devices, compilation, sharding, and recomputation of activations.
///
/// They say nothing about the model, are anywhere in a name, and are there once for each wrapper.
enum WrapperNames {
    private static let components = [
        "module.", "_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module.",
    ].map { Array($0.utf8) }

    /// A name without these components, or nil where it has none.
    ///
    /// The last component always stays.
    static func removed(from name: String) -> String? {
        var kept: [UInt8] = []
        var rest = Array(name.utf8)[...]
        var isChanged = false
        while !rest.isEmpty {
            let wrapper = components.first { rest.count > $0.count && rest.starts(with: $0) }
            if let wrapper {
                rest = rest.dropFirst(wrapper.count)
                isChanged = true
                continue
            }
            let end = rest.firstIndex(of: UInt8(ascii: ".")).map { $0 + 1 } ?? rest.endIndex
            kept += rest[..<end]
            rest = rest[end...]
        }
        return isChanged ? String(decoding: kept, as: UTF8.self) : nil
    }

    /// Removes the components from the names of a checkpoint's tensors.
    ///
    /// Where two tensors would have one name, all names stay as they are stored.
    static func remove(from tensors: TensorList) -> TensorList {
        guard components.contains(where: tensors.names.mayContain) else { return tensors }
        var names = TensorNames()
        for tensor in tensors {
            let name = tensor.name
            guard names.append(removed(from: name) ?? name) else { return tensors }
        }
        return tensors.renamed(names)
    }
}
