/// A data set and the folder that holds its images.
public struct DataSetFolder: Sendable, Hashable {
    /// The key under which accuracies on it are kept.
    public let name: String
    /// The folder.
    public let path: String

    /// Names a folder.
    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}
