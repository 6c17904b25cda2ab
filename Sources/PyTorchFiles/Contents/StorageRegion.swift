/// Where the bytes of a storage are in a file.
struct StorageRegion {
    let offset: UInt64
    let byteCount: UInt64
}

/// A tensor in a state dictionary: its name, and the number of the object that describes it.
struct NamedTensor {
    let name: String
    let object: Int
}
