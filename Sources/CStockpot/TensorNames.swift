internal import TextFormats

/// The names of one checkpoint's tensors, each of which may come once.
struct TensorNames {
    private var names: Set<UTF8Key> = []

    /// Notes a name.
    ///
    /// - Throws: `RequestError` when it was there before.
    mutating func insert(_ name: String, of owner: String) throws(RequestError) {
        guard names.insert(UTF8Key(name)).inserted else {
            throw RequestError("'\(owner)' has two tensors named '\(name)'", tensor: name)
        }
    }
}
