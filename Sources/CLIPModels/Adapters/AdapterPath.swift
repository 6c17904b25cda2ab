package import Checkpoints
internal import SystemFiles

/// A base and an adapter for it, as one name: `base+adapter`.
///
/// mergekit calls this `path+lora`. A path that exists as it is written is no such name.
package struct AdapterPath: Sendable {
    /// The checkpoint to which the adapter is added; itself a base and an adapter perhaps.
    package let base: String
    /// The folder of the adapter.
    package let adapter: String

    /// Splits a name at its last `+`; nil for a name without one, for one that exists, and where neither
    /// side does.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - isThere: Whether one side must exist.
    package init?(_ name: String, isThere: Bool = true) {
        guard let plus = name.utf8.lastIndex(of: UInt8(ascii: "+")), !FileSystem.exists(name) else {
            return nil
        }
        base = String(Substring(name.utf8[..<plus]))
        adapter = String(Substring(name.utf8[name.utf8.index(after: plus)...]))
        guard !base.isEmpty, !adapter.isEmpty,
            !isThere || FileSystem.exists(adapter) || FileSystem.exists(base)
        else { return nil }
    }

    /// Whether a name is that of a base and an adapter of which one is there.
    package static func isPlausible(_ name: String) -> Bool { AdapterPath(name) != nil }

    /// Whether a folder holds an adapter.
    static func isAdapter(_ path: String) -> Bool {
        FileSystem.exists(FileSystem.join(path, AdapterConfiguration.fileName))
    }
}

extension CheckpointInput {
    /// Opens a model: a checkpoint, or a base and an adapter, `base+adapter`.
    ///
    /// With an adapter, the tensors that it changes have 64-bit elements, the base's plus the adapter's
    /// share, and are computed when they are read; all others are the base's.
    ///
    /// - Parameter other: A checkpoint whose names it most likely has too.
    /// - Returns: The model.
    /// - Throws: `CheckpointError`, as `open` does; for an adapter that is not read, names no module of
    ///   the base, or has no base.
    /// - Complexity: As `open`; an adapter's own matrices are read into memory.
    package func openModel(
        sharingNamesOf other: Checkpoint? = nil
    ) throws(CheckpointError) -> Checkpoint {
        guard let parts = AdapterPath(path) else { return try open(sharingNamesOf: other) }
        let base = try CheckpointInput(parts.base, reading: reading).openModel(
            sharingNamesOf: other
        )
        return try Adapter(parts.adapter, reading: reading).added(to: base, named: path)
    }
}
