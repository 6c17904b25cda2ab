/// A tensor whose elements are made when they are asked for, from those of others.
package protocol ComputedTensor: Sendable {
    /// Fills a span with elements, 64-bit numbers, little-endian.
    ///
    /// - Parameters:
    ///   - element: The first element.
    ///   - destination: As many elements as are wanted.
    /// - Precondition: The elements lie within the tensor.
    /// - Throws: `CheckpointError` where what they are made of cannot be read.
    func read(
        from element: Int,
        into destination: inout MutableRawSpan
    ) throws(CheckpointError)
}

extension Checkpoint {
    /// This checkpoint with some tensors computed instead of read.
    ///
    /// The computed ones have 64-bit elements, so that what was added to narrow numbers is not lost.
    ///
    /// - Parameters:
    ///   - computed: The tensors, by their positions in `tensors`.
    ///   - path: What messages and recipes call the result.
    ///   - others: Checkpoints of which the tensors are made too, whose files must not change meanwhile.
    /// - Returns: The checkpoint.
    /// - Complexity: O(number of tensors); reads no data.
    package func computing(
        _ computed: [Int: any ComputedTensor],
        named path: String,
        with others: [Checkpoint]
    ) -> Checkpoint {
        let reader = OverlaidReader(
            reader,
            tensors,
            computed,
            others: others.flatMap(\.reader.files)
        )
        return Checkpoint(
            path: path,
            reader: reader,
            tensors: reader.tensors,
            indexes: indexes + others.flatMap(\.indexes),
            parts: [],
            warnings: warnings + others.flatMap(\.warnings),
            companionFiles: companionFiles,
            strippedPrefixes: strippedPrefixes
        )
    }
}
