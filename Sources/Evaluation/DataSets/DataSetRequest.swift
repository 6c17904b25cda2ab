/// A data set as a user asks for it.
public struct DataSetRequest: Sendable, Equatable {
    /// What results call it; the names of `KnownDataSet` bring their classes with them.
    public var name: String
    /// A folder, or a safetensors file of pixels.
    public var path: String
    /// The file of labels for a folder without folders.
    public var labelFile: String?
    /// How many images are taken, evenly spaced; nil for all.
    public var limit: Int?
    /// Whether the red border of ObjectNet's images is cut off.
    public var cropsObjectNet = false
    /// Whether a folder that holds images itself is refused; where it is not, all of them have label 0.
    public var needsLabels = true

    /// Asks for a data set.
    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}
