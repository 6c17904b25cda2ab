/// What makes two paths mean the same place, whether anything is there yet or not.
///
/// Spellings are not compared: links, `..` and names that only look alike mean what the system
/// makes of them.
package enum PlaceIdentity: Hashable, Sendable {
    /// What is there.
    case present(FileStatus.Identity)
    /// A name in a folder that does not hold it.
    case absent(FilePath, in: FileStatus.Identity)
    /// A path whose folder is not there either.
    case unreachable(FilePath)

    /// Asks the system where a path leads.
    package init(_ path: String) {
        let path = FileSystem.withoutTrailingSlashes(path)
        if let status = try? FileStatus.of(path) {
            self = .present(status.identity)
        } else if let folder = try? FileStatus.of(FileSystem.folder(of: path)) {
            self = .absent(FilePath(FileSystem.name(of: path)), in: folder.identity)
        } else {
            self = .unreachable(FilePath(path))
        }
    }
}
