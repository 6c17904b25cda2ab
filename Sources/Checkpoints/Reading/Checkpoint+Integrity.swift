extension Checkpoint {
    /// Reads the weight files whole and compares them with the checksums that they carry.
    ///
    /// Only zip files carry any; others pass.
    ///
    /// - Throws: `CheckpointError` with the code `malformed` for an entry that was damaged.
    /// - Complexity: O(bytes of all files) time, a megabyte of memory.
    public func validateContents(
        limits: CheckpointLimits = .standard
    ) throws(CheckpointError) {
        for file in sources {
            let signature = try OpenedWeights.signature(of: file, limits: limits)
            guard signature == .pytorchArchive else { continue }
            try ZipArchive.read(file, limits: limits).validateChecksums()
        }
    }
}
