internal import PyTorchFiles
internal import Tensors

extension Checkpoint {
    /// Reads the weight files whole and compares them with the checksums that they carry.
    ///
    /// Only zip files carry any; others pass. Tensors of booleans are read as well.
    ///
    /// - Returns: A warning for each tensor of booleans with bytes other than 0 and 1.
    /// - Throws: `CheckpointError` with the code `malformed` for an entry that was damaged.
    /// - Complexity: O(bytes of all files) time, a megabyte of memory.
    @discardableResult
    public func validateContents(
        limits: CheckpointLimits = .standard
    ) throws(CheckpointError) -> [String] {
        for file in sources {
            let signature = try OpenedWeights.signature(of: file, limits: limits)
            guard signature == .pytorchArchive else { continue }
            let source = PyTorchFile(file, as: .zip, limits: limits.ofPyTorch)
            do throws(PyTorchError) { try source.validateChecksums() } catch {
                throw CheckpointError(error)
            }
        }
        var warnings: [String] = []
        for tensor in tensors where tensor.type == .bool {
            guard let place = try firstNonBoolean(in: tensor) else { continue }
            let name = CheckpointError.quote(tensor.name)
            warnings.append("\(path): element \(place) of tensor \(name) (BOOL) is neither 0 nor 1")
        }
        return warnings
    }

    private func firstNonBoolean(in tensor: TensorRecord) throws(CheckpointError) -> Int? {
        var buffer = AlignedBuffer<UInt8>(repeating: 0, count: 1 << 16)
        for start in stride(from: 0, to: tensor.byteCount, by: buffer.count) {
            let count = min(buffer.count, tensor.byteCount - start)
            var piece = buffer.mutableBytes(0..<count)
            try read(tensor, at: start, into: &piece)
            let bytes = buffer.span
            if let place = (0..<count).first(where: { bytes[$0] > 1 }) { return start + place }
        }
        return nil
    }
}
