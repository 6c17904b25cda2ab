internal import CLIPModels

/// The sizes of a vision tower, for printing.
struct ArchitectureOutline: Encodable {
    let width: Int
    let layers: Int
    let heads: Int
    let hiddenWidth: Int
    let patchSize: Int
    let imageSize: Int
    let outputSize: Int
    let classes: Int?
    let activation: String?

    enum CodingKeys: String, CodingKey {
        case width, layers, heads, classes, activation
        case hiddenWidth = "hidden_width"
        case patchSize = "patch_size"
        case imageSize = "image_size"
        case outputSize = "output_size"
    }

    init(_ architecture: VisionArchitecture) {
        width = architecture.width
        layers = architecture.blockCount
        heads = architecture.headCount
        hiddenWidth = architecture.hiddenWidth
        patchSize = architecture.patchSize
        imageSize = architecture.imageSize
        outputSize = architecture.outputWidth
        classes = architecture.classCount
        activation = architecture.activation?.rawValue
    }

    /// One line for people.
    var text: String {
        let parts = [
            "width \(width)", layers.counted("layer"), heads.counted("head"),
            "MLP width \(hiddenWidth)",
            "patch \(patchSize)", "image \(imageSize)", "output \(outputSize)",
            classes.map { "\($0) \($0 == 1 ? "class" : "classes")" }, activation,
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }
}
