internal import Checkpoints
package import ReferenceMerging
internal import Tensors

/// A whole merge by the reference: Model Stock of every tensor, one after the other.
///
/// Written to be obviously right and to be measured against. It holds one tensor of all inputs in
/// memory, as 64-bit numbers, and uses one thread.
package struct NaiveMerger {
    private let base: Checkpoint
    private let models: [Checkpoint]
    private let options: ReferenceOptions

    /// Opens the inputs.
    ///
    /// - Throws: `CheckpointError` when one cannot be opened.
    package init(base: String, models: [String], options: ReferenceOptions) throws {
        self.base = try CheckpointInput.plain(base).open()
        self.models = try models.map { try CheckpointInput.plain($0).open() }
        self.options = options
    }

    /// Merges into a file or a folder, which must not exist yet.
    ///
    /// - Parameters:
    ///   - output: Where the merge goes.
    ///   - isDurable: Whether the output is forced to the disk.
    /// - Throws: `CheckpointError` when a tensor cannot be read or the output cannot be written;
    ///   `VerificationError` when the inputs differ in their tensors.
    package func merge(into output: String, isDurable: Bool) throws {
        let layout = try CheckpointLayout(
            tensors: base.tensors.map {
                TensorDeclaration(name: $0.name, type: $0.type, shape: $0.shape)
            },
            metadata: [:],
            destination: .from(path: output)
        )
        let writer = try CheckpointWriter.create(
            layout,
            OutputPolicy(isDurable: isDurable),
            inputs: [base] + models
        )
        for number in base.tensors.indices {
            let bytes = try merged(base.tensors[number].name)
            var buffer = AlignedBuffer<UInt8>(repeating: 0, count: bytes.count)
            var span = buffer.mutableSpan
            for position in bytes.indices { span[position] = bytes[position] }
            try writer.write(buffer.bytes(0..<bytes.count), to: number, at: 0)
        }
        try writer.commit()
    }

    /// The bytes of a merged tensor.
    private func merged(_ name: String) throws -> [UInt8] {
        guard let anchor = try NaiveTensor(name, in: base) else { return [] }
        let layer = LoadedLayer(
            result: anchor,
            base: anchor,
            models: try models.compactMap { try NaiveTensor(name, in: $0) }
        )
        guard layer.models.allSatisfy({ $0.shape == anchor.shape && $0.type == anchor.type }),
            layer.models.count == models.count
        else {
            throw VerificationError.differingTensor(
                name: name,
                path: base.path,
                reason: "is not the same in all models"
            )
        }
        guard let type = anchor.referenceType else { return anchor.bytes }
        let rule = referenceRule(
            name: name,
            elementCount: anchor.shape.elementCount,
            variant: options.variant,
            head: .merge,
            ignored: false
        )
        let request = VerificationRequest(
            base: base.path,
            models: models.map(\.path),
            merged: base.path,
            method: .modelStock(options)
        )
        let values = try Recomputation(request, rule: rule, isAveraged: false).values(of: [layer])
        return values[0].flatMap(type.encode)
    }
}
