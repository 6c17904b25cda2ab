internal import TextFormats

/// A data set and the folder that holds its images.
package struct DataSetFolder: Sendable, Hashable {
    /// The key under which accuracies on it are kept.
    package let name: String
    /// The folder.
    package let path: String

    /// Names a folder.
    package init(name: String, path: String) {
        self.name = name
        self.path = path
    }

    /// Equal are the same bytes: names that look the same may be those of different folders.
    package static func == (one: DataSetFolder, other: DataSetFolder) -> Bool {
        one.name.isExactly(other.name) && one.path.isExactly(other.path)
    }

    /// Hashes the bytes of name and path.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(UTF8Key(name))
        hasher.combine(UTF8Key(path))
    }
}
