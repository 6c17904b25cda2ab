internal import Checkpoints
internal import Tensors
internal import TextFormats

/// The memory of a merge's outputs, by address.
struct OutputMemory {
    private let outputs: [MemoryTensor]

    /// Sorts outputs by address; those without elements have no memory.
    init(_ outputs: [MemoryTensor]) {
        self.outputs = outputs.filter { $0.memory.byteCount > 0 }
            .sorted { $0.memory.addresses.lowerBound < $1.memory.addresses.lowerBound }
    }

    /// Refuses outputs that share memory: what is written to one would end up in the other.
    ///
    /// - Throws: `RequestError` naming both.
    /// - Complexity: O(number of outputs).
    func checkEachOther() throws(RequestError) {
        for (one, next) in zip(outputs, outputs.dropFirst())
        where one.memory.addresses.upperBound > next.memory.addresses.lowerBound {
            let names = (one.declaration.name, next.declaration.name)
            throw RequestError(
                "the outputs '\(names.0)' and '\(names.1)' share memory; give each its own",
                tensor: names.1
            )
        }
    }

    /// Refuses outputs that share memory with an input, but for the very tensor that they replace.
    ///
    /// - Parameters:
    ///   - input: The input.
    ///   - allowingSameTensor: Whether tensors are merged from those of their own name, so that
    ///     nothing else is read from what an output replaces.
    /// - Throws: `RequestError` naming both.
    /// - Complexity: O(m log n) for m tensors and n outputs.
    func check(against input: Checkpoint, allowingSameTensor: Bool) throws(RequestError) {
        for tensor in input.tensors {
            guard let memory = input.memory(of: tensor), memory.byteCount > 0 else { continue }
            for output in outputs[first(endingAfter: memory.addresses.lowerBound)...] {
                let addresses = output.memory.addresses
                if addresses.lowerBound >= memory.addresses.upperBound { break }
                guard allowingSameTensor, addresses == memory.addresses,
                    output.declaration.isOf(tensor)
                else { throw Self.failure(output, tensor.name, input.path) }
            }
        }
    }

    private static func failure(
        _ output: MemoryTensor,
        _ tensor: String,
        _ input: String
    ) -> RequestError {
        let name = output.declaration.name
        return RequestError(
            "the output '\(name)' shares memory with tensor '\(tensor)' of '\(input)', which is read "
                + "after it is overwritten; give it its own",
            tensor: name
        )
    }

    /// The first output that ends behind an address.
    private func first(endingAfter address: UInt) -> Int {
        var (low, high) = (0, outputs.count)
        while low < high {
            let middle = (low + high) / 2
            if outputs[middle].memory.addresses.upperBound > address {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}

extension TensorDeclaration {
    fileprivate func isOf(_ tensor: TensorRecord) -> Bool {
        name.isExactly(tensor.name) && type == tensor.type && shape == tensor.shape
    }
}
