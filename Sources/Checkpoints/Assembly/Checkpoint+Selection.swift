extension Checkpoint {
    /// This checkpoint without some of its tensors, as if its files did not hold them.
    ///
    /// - Parameter isLeftOut: Whether a tensor of a name is left out.
    /// - Returns: This checkpoint itself where no tensor is.
    /// - Complexity: O(total length of the names); reads no data.
    package func leavingOut(_ isLeftOut: (String) -> Bool) -> Checkpoint {
        let kept = tensors.filter { !isLeftOut($0.name) }
        guard kept.count < tensors.count else { return self }
        return Checkpoint(
            path: path,
            reader: reader,
            tensors: TensorList(kept),
            indexes: indexes,
            parts: parts,
            warnings: warnings,
            companionFiles: companionFiles,
            strippedPrefixes: strippedPrefixes
        )
    }
}
