internal import Checkpoints
internal import Merging
internal import Tensors

extension MergePlan {
    /// The error for a part whose Gram matrix is not finite.
    func explainNonFinite(_ part: LayerPart) -> any Error {
        explainNonFinite(tensors: part.segments.map(\.tensor))
    }

    /// The error for a layer whose task vectors are not finite as matrices.
    func explainNonFinite(_ layer: PlannedLayer) -> any Error {
        explainNonFinite(tensors: layer.extents.map(\.tensor))
    }

    private func explainNonFinite(tensors: [Int]) -> any Error {
        search(tensors, inputs.tensors[tensors[0]].records.indices)
            ?? MergeError.squaresOverflow(tensor: inputs.tensors[tensors[0]].name)
    }

    /// The error for a part whose vectors are so short that their squares vanish.
    func explainInexact(_ part: LayerPart) -> MergeError {
        .squaresUnderflow(tensor: inputs.tensors[part.segments[0].tensor].name)
    }

    /// The error for a tensor whose result is not finite.
    func explainNonFinite(_ tensor: Int, _ chosen: [Int]) -> any Error {
        search([tensor], chosen.sorted())
            ?? MergeError.overflow(
                tensor: inputs.tensors[tensor].name,
                type: outputs[tensor].type,
                setting: largestSetting
            )
    }

    /// Whether all inputs hold the same bytes of the tensors of a part, in the output's types, so that
    /// nothing in them needs arithmetic.
    ///
    /// - Throws: `CheckpointError` when an input cannot be read.
    /// - Complexity: O(bytes) time; a tile for each of two inputs.
    func holdSame(_ part: LayerPart) throws -> Bool {
        for tensor in Set(layers[part.layer].extents.map(\.tensor)) {
            let matched = inputs.tensors[tensor]
            let records = matched.records.enumerated().compactMap { input, record in
                record.map { (inputs.checkpoints[input], $0) }
            }
            // What the user leaves out of the merge is the base's, whatever it is.
            let isCopied = inputs.resolved.assembly?[matched.name]?.isCopied == true
            guard isCopied || records.count > 1,
                records.allSatisfy({ $0.1.type == outputs[tensor].type })
            else { return false }
            for (checkpoint, record) in records.dropFirst() {
                guard try Self.areEqual(records[0], (checkpoint, record), memory.tileByteCount)
                else { return false }
            }
        }
        return true
    }

    private static func areEqual(
        _ one: (Checkpoint, TensorRecord),
        _ other: (Checkpoint, TensorRecord),
        _ length: Int
    ) throws -> Bool {
        guard one.1.byteCount == other.1.byteCount else { return false }
        var first = AlignedBuffer<UInt8>(repeating: 0, count: length)
        var second = AlignedBuffer<UInt8>(repeating: 0, count: length)
        for start in stride(from: 0, to: one.1.byteCount, by: length) {
            let piece = 0..<min(length, one.1.byteCount - start)
            var bytes = first.mutableBytes(piece)
            try one.0.read(one.1, at: start, into: &bytes)
            var others = second.mutableBytes(piece)
            try other.0.read(other.1, at: start, into: &others)
            let (left, right) = (first.span, second.span)
            for byte in piece where left[byte] != right[byte] { return false }
        }
        return true
    }

    /// The number of the largest magnitude among the arguments, where it enlarges anything: inputs that
    /// are finite, and a result that is not, are its doing as often as the type's.
    private var largestSetting: String? {
        let recipe = request.recipe
        let settings = recipe.options.parameters.settings + recipe.settings.flatMap(\.0.settings)
        let numbers = settings.flatMap { setting -> [(String, Double)] in
            // Whole numbers are seeds and counts.
            guard case .number = recipe.method.parameter(setting.name)?.kind else { return [] }
            return setting.cases.flatMap(\.form.values).compactMap { value in
                if case .number(let number) = value { (setting.name, number) } else { nil }
            }
        }
        let largest = numbers.max { $0.1.magnitude < $1.1.magnitude }
        guard let largest, largest.1.magnitude > 1 else { return nil }
        return "\(largest.0) = \(ParameterValue.number(largest.1))"
    }

    /// Reads tensors again, from their first element, for the first one that is not finite.
    private func search(_ tensors: [Int], _ chosen: some Sequence<Int>) -> (any Error)? {
        var last: Int?
        for tensor in tensors where tensor != last {
            last = tensor
            for operand in inputs.tensors[tensor].operands(chosen) {
                do {
                    guard let element = try firstNonFinite(tensor, operand) else { continue }
                    let origin = inputs.origin(of: inputs.tensors[tensor], inInput: operand.input)
                    return MergeError.nonFinite(
                        tensor: origin.tensor,
                        path: origin.checkpoint,
                        element: element
                    )
                } catch { return error }
            }
        }
        return nil
    }

    private func firstNonFinite(_ tensor: Int, _ operand: TileOperand) throws -> Int? {
        guard let record = inputs.tensors[tensor].records[operand.input] else { return nil }
        let width = operand.type.byteWidth
        var buffer = AlignedBuffer<UInt8>(repeating: 0, count: memory.tileByteCount)
        let length = memory.tileByteCount / width
        for start in stride(from: 0, to: record.shape.elementCount, by: length) {
            let count = min(length, record.shape.elementCount - start)
            var bytes = buffer.mutableBytes(0..<count * width)
            try inputs.checkpoints[operand.input].read(record, at: start * width, into: &bytes)
            let found = operand.type.indexOfFirstNonFinite(in: buffer.bytes(0..<count * width))
            if let found { return start + found }
        }
        return nil
    }
}
