public import Checkpoints
import Tensors

/// A PyTorch file with several dictionaries of tensors, as training programs save them.
public enum PyTorchFixture {
    private typealias P = PickleFixture

    /// The bytes of a zip file.
    ///
    /// - Parameters:
    ///   - dictionaries: The keys of the outermost dictionary, and the tensors behind each: those of a
    ///     checkpoint in 16 or 32 bits.
    ///   - others: What else the outermost dictionary holds, pickled.
    ///   - name: The name of a tensor in the file; nil leaves it out.
    /// - Returns: The file.
    /// - Throws: `CheckpointError` when a tensor cannot be read.
    public static func bytes(
        _ dictionaries: (String, Checkpoint)...,
        others: [(String, [UInt8])] = [],
        naming name: (String) -> String? = { $0 }
    ) throws -> [UInt8] {
        var entries: [ZipFixture.Entry] = []
        var pickled: [UInt8] = []
        for (key, checkpoint) in dictionaries {
            var items: [UInt8] = []
            for tensor in checkpoint.tensors {
                guard let stored = name(tensor.name) else { continue }
                precondition([.f16, .f32].contains(tensor.type), "'\(tensor.name)' has no storage")
                let storage = P.storage(
                    tensor.type == .f16 ? "HalfStorage" : "FloatStorage",
                    key: "\(entries.count)",
                    count: Int64(tensor.shape.elementCount)
                )
                entries.append(.init("x/data/\(entries.count)", try checkpoint.bytes(of: tensor)))
                let sizes = tensor.shape.dimensions.map(Int64.init)
                var strides = sizes.map { _ in Int64(1) }
                for axis in sizes.indices.dropLast().reversed() {
                    strides[axis] = strides[axis + 1] * sizes[axis + 1]
                }
                items +=
                    P.text(stored) + P.tensor(storage, sizes: sizes, strides: strides)
            }
            pickled += P.text(key) + P.emptyDictionary + P.mark + items + [0x75]
        }
        pickled += others.flatMap { P.text($0) + $1 }
        let pickle = P.pickle(P.emptyDictionary + P.mark + pickled + [0x75])
        return ZipFixture([.init("x/data.pkl", pickle)] + entries).bytes
    }
}
