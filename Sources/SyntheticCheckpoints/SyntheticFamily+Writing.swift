package import Checkpoints
internal import Randomness
internal import SystemFiles
internal import Tensors
package import Workers

extension SyntheticFamily {
    /// Writes all checkpoints, each into a folder of its own with a `config.json`.
    ///
    /// - Parameters:
    ///   - folder: Where the folders are made; made itself if only its last component is missing.
    ///   - policy: How the checkpoints take their places.
    ///   - progress: Hears of the bytes that were written.
    /// - Throws: `CheckpointError` when a checkpoint exists already or cannot be written. No
    ///   checkpoint appears then whose tensors are not complete.
    /// - Complexity: O(elements * models) time, about a megabyte of memory. All checkpoints are
    ///   open at the same time.
    package func write(
        to folder: String,
        _ policy: OutputPolicy = OutputPolicy(),
        progress: @escaping ProgressListener = { _ in }
    ) throws(CheckpointError) {
        // Where this fails, the first checkpoint says why in its own words.
        try? FileSystem.makeFolder(folder)
        var writers: [CheckpointWriter] = []
        for name in folderNames {
            writers.append(try writer(to: "\(folder)/\(name)", policy))
        }
        var generator = PieceGenerator(modelCount: modelCount, type: type)
        let meter = ProgressMeter(.bytes, total: byteCount, progress)
        for number in tensors.indices {
            let count = tensors[number].shape.elementCount
            for start in stride(from: 0, to: count, by: PieceGenerator.capacity) {
                let piece = start..<min(start + PieceGenerator.capacity, count)
                try write(piece, ofTensor: number, from: &generator, to: writers)
                meter.add(piece.count * type.byteWidth * writers.count)
            }
        }
        for writer in writers { try writer.commit() }
    }

    private func writer(
        to path: String,
        _ policy: OutputPolicy
    ) throws(CheckpointError) -> CheckpointWriter {
        let layout = try CheckpointLayout(
            tensors: architecture.tensors(layout: layout, type: type),
            metadata: [:],
            destination: .folder(path),
            maximumShardByteCount: policy.maximumShardByteCount
        )
        let writer = try CheckpointWriter.create(layout, policy, inputs: [])
        let configuration = ConfigurationText(architecture.dimensions, type: typeName).text
        try writer.addFile(named: "config.json", contents: Array(configuration.utf8))
        return writer
    }

    /// The type's name in PyTorch.
    private var typeName: String {
        switch type {
        case .f16: "float16"
        case .bf16: "bfloat16"
        case .f32: "float32"
        case .f64: "float64"
        }
    }

    private func write(
        _ piece: Range<Int>,
        ofTensor number: Int,
        from generator: inout PieceGenerator,
        to writers: [CheckpointWriter]
    ) throws(CheckpointError) {
        let hash = CounterHash(seed: seed, part: number)
        let offset = piece.lowerBound * type.byteWidth
        let grid = ValueGrid(of: tensors[number].role)
        generator.draw(hash, grid, from: piece.lowerBound, count: piece.count)
        for (index, writer) in writers.enumerated() {
            if index == 0 {
                generator.encodeBase(count: piece.count)
            } else {
                generator.encode(model: index - 1, geometries[number], count: piece.count)
            }
            try writer.write(generator.encoded(count: piece.count), to: number, at: offset)
        }
    }
}
