/// A piece of a merge's inner loop, ready to be called over and over on the same memory.
struct Kernel {
    /// The group of the table, such as `widen`.
    let group: String
    /// What it does, within the group.
    let name: String
    /// The bytes that a call reads and writes.
    let byteCount: Int
    /// One call.
    let call: () -> Void
}
