import SystemFiles

extension Checkpoint {
    /// The SHA-256 of every weight file, in hexadecimal, in the order of `files`.
    ///
    /// - Throws: `CheckpointError` when a file cannot be read, or is not as long any more.
    /// - Complexity: O(bytes of all files) time, a megabyte of memory.
    public func checksums() throws(CheckpointError) -> [String] {
        var checksums: [String] = []
        for path in files { checksums.append(try rethrowing(InputFile.open(path).checksum())) }
        return checksums
    }
}
