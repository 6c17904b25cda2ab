internal import Images

/// Some images of a data set, as models take them.
struct ImageBatch: Sendable {
    /// The images' places in the data set.
    let images: Range<Int>
    /// Their pixels, one after the other, for every preprocessor.
    private(set) var pixels: [ImagePreprocessor: [UInt8]]
    /// The places of the images that were converted before they were resized.
    private(set) var converted: [Int] = []

    /// Decodes images once and prepares them for every preprocessor.
    ///
    /// - Throws: What decoding throws, for the first image that cannot be decoded.
    init(_ images: Range<Int>, of dataSet: DataSet, for preprocessors: [ImagePreprocessor]) throws {
        self.images = images
        pixels = Dictionary(uniqueKeysWithValues: preprocessors.map { ($0, []) })
        for preprocessor in preprocessors {
            pixels[preprocessor]?.reserveCapacity(images.count * preprocessor.byteCount)
        }
        for index in images {
            let image = try dataSet.image(at: index)
            if image.conversion != nil { converted.append(index) }
            for preprocessor in preprocessors {
                try pixels[preprocessor]?.append(
                    contentsOf: Self.pixels(of: image, preprocessor) {
                        dataSet.imageName(at: index)
                    }
                )
            }
        }
    }

    private static func pixels(
        of image: PixelImage,
        _ preprocessor: ImagePreprocessor,
        name: () -> String
    ) throws(ImageError) -> [UInt8] {
        do throws(ImageError) { return try preprocessor.pixels(of: image) } catch {
            throw error.naming(name())
        }
    }
}
