public import CLIPModels
internal import Checkpoints

extension VisionArchitecture {
    /// The bytes of an image's pixels.
    public var pixelByteCount: Int { imageSize * imageSize * 3 }
    /// The numbers in a patch.
    var patchLength: Int { patchSize * patchSize * 3 }

    /// The images that go through the tower together, a power of two: about 400 tokens are enough
    /// for products of matrices at nearly full speed.
    ///
    /// It depends on the model alone, so that every product has the same extents whatever the batch.
    public var groupSize: Int {
        var size = 1
        while 2 * size * tokenCount <= 1024 { size *= 2 }
        return size
    }

    /// Refuses widths that do not fill vectors.
    func requireWholeVectors(_ path: String) throws(VisionError) {
        for (what, width) in [("width", width), ("hidden width", hiddenWidth)]
        where width % Vector.scalarCount != 0 {
            let reason = "a \(what) of \(width) is not a multiple of \(Vector.scalarCount)"
            throw .inconsistent(model: path, reason: reason)
        }
    }
}
