extension JSONScanner {
    /// Whether a null stands here; passes over it then.
    package mutating func skipNull() throws(CheckpointError) -> Bool {
        guard current == UInt8(ascii: "n") else { return false }
        try skipValue()
        return true
    }

    /// Scans `true` or `false`.
    package mutating func boolean(_ what: String) throws(CheckpointError) -> Bool {
        let value = current == UInt8(ascii: "t")
        guard value || current == UInt8(ascii: "f") else {
            throw failure(5, "\(what) must be true or false")
        }
        try skipValue()
        return value
    }
}
