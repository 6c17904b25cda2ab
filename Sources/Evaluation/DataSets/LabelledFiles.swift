internal import Checkpoints
internal import Images
internal import SystemFiles

/// An image file and the class of what it shows.
struct LabelledFile: Sendable, Equatable {
    let path: String
    let label: Int
}

/// Images in files of their own.
struct LabelledFiles: ImageSource {
    let files: [LabelledFile]
    /// The pixels cut off on each side before anything else.
    let border: Int

    var count: Int { files.count }

    func label(at index: Int) -> Int { files[index].label }

    func name(at index: Int) -> String { files[index].path }

    func image(at index: Int) throws -> PixelImage {
        let path = files[index].path
        let image = try ImageDecoder().decode(FileContents.read(path), path: path)
        // An image that is all border is left as it is.
        let isLarge = min(image.width, image.height) > 2 * border
        return isLarge ? image.removingBorder(of: border) : image
    }

    /// Whether a name says that the file holds an image.
    static func isImage(_ name: String) -> Bool {
        let lowered = name.lowercased()
        return [".jpg", ".jpeg", ".png"].contains { lowered.hasSuffix($0) }
            && !name.hasPrefix(".")
    }
}

extension Int {
    /// The number and what it counts, in the singular for one.
    func counted(_ singular: String, _ plural: String? = nil) -> String {
        self == 1 ? "1 \(singular)" : "\(self) \(plural ?? singular + "s")"
    }
}
