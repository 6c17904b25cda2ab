internal import CLIPModels
internal import Images

/// Some images of a data set, as models take them.
struct ImageBatch: Sendable {
    /// The images' places in the data set.
    let images: Range<Int>
    /// Their pixels, one after the other, for every geometry.
    private(set) var pixels: [ImageGeometry: [UInt8]]
    /// The places of the images that were converted before they were resized.
    private(set) var converted: [Int] = []

    /// Decodes images once and prepares them for every geometry.
    ///
    /// - Throws: What decoding throws, for the first image that cannot be decoded.
    init(_ images: Range<Int>, of dataSet: DataSet, for geometries: [ImageGeometry]) throws {
        self.images = images
        pixels = Dictionary(uniqueKeysWithValues: geometries.map { ($0, []) })
        for geometry in geometries {
            pixels[geometry]?.reserveCapacity(images.count * geometry.byteCount)
        }
        for index in images {
            let image = try dataSet.image(at: index)
            if image.conversion != nil { converted.append(index) }
            for geometry in geometries {
                try pixels[geometry]?.append(
                    contentsOf: Self.pixels(of: image, geometry) {
                        dataSet.imageName(at: index)
                    }
                )
            }
        }
    }

    private static func pixels(
        of image: PixelImage,
        _ geometry: ImageGeometry,
        name: () -> String
    ) throws(ImageError) -> [UInt8] {
        do throws(ImageError) { return try geometry.pixels(of: image) } catch {
            throw error.naming(name())
        }
    }
}
