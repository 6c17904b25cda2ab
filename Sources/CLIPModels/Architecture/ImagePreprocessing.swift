/// What happens to an image before a vision tower sees it.
public struct ImagePreprocessing: Sendable, Hashable {
    /// How an image becomes a square of bytes.
    public var geometry: ImageGeometry
    /// How the bytes become numbers.
    public var normalisation: PixelNormalisation

    /// Joins both parts.
    public init(geometry: ImageGeometry, normalisation: PixelNormalisation = .clip) {
        self.geometry = geometry
        self.normalisation = normalisation
    }
}

/// How an image becomes the square of RGB bytes that a vision tower takes.
public struct ImageGeometry: Sendable, Hashable {
    /// The size to which an image is resized.
    public enum Resize: Sendable, Hashable {
        /// The shorter side becomes this long, the longer one `trunc(length · longer / shorter)`:
        /// `resize_mode` "shortest" in open_clip, `size.shortest_edge` in transformers.
        case shortest(Int)
        /// The longer side becomes this long, the shorter one in proportion, rounded half to even:
        /// `resize_mode` "longest" in open_clip.
        case longest(Int)
        /// Both sides become this long whatever they were: `resize_mode` "squash" in open_clip,
        /// equal `size.height` and `size.width` in transformers.
        case squash(Int)
    }

    /// The width and height of the result.
    public var side: Int
    /// How the image is resized; nil where it is not (`do_resize` false).
    public var resize: Resize?
    /// The filter of resizing.
    public var interpolation = Interpolation.bicubic
    /// Whether the centre is cut out, and smaller images are padded.
    ///
    /// Without it the resized image must be the square already.
    public var crops = true
    /// The value of every channel of the padding.
    public var fill: UInt8 = 0
    /// Where the centre lies, and when an image becomes RGB.
    public var convention: PreprocessingConvention

    /// The usual geometry of CLIP: the shorter side is resized, and the centre cut out.
    public init(side: Int, convention: PreprocessingConvention = .torchvision) {
        self.side = side
        self.resize = .shortest(side)
        self.convention = convention
    }

    /// That of OpenAI's CLIP, with the same side and the same rules of rounding.
    package var usual: ImageGeometry { ImageGeometry(side: side, convention: convention) }

    /// The same for images of another size.
    ///
    /// - Returns: nil where it does not follow, because images are resized to another length than
    ///   the side that is cut out.
    package func resized(to other: Int) -> ImageGeometry? {
        var result = self
        result.side = other
        switch resize {
        case nil: break
        case .shortest(side): result.resize = .shortest(other)
        case .longest(side): result.resize = .longest(other)
        case .squash(side): result.resize = .squash(other)
        default: return nil
        }
        return result
    }
}

/// The filter by which images are resized.
///
/// Both smooth when they shrink, as Pillow does.
public enum Interpolation: String, Sendable, CaseIterable {
    /// A triangle.
    case bilinear
    /// Keys's cubic with a = -0.5.
    case bicubic
}

/// Whose rules decide where an image is cropped, and when it becomes RGB.
public enum PreprocessingConvention: String, Sendable, CaseIterable {
    /// Crop offset `round((n - S)/2)`, half to even; RGB after resizing: OpenAI, open_clip,
    /// model-soups, wise-ft.
    case torchvision
    /// Crop offset `(n - S)/2` rounded down; RGB before resizing: transformers.
    case huggingface

    /// The first row or column that a centre crop keeps; negative where the image is smaller and
    /// so many are put before it.
    public func offset(length: Int, cropped: Int) -> Int {
        let surplus = length - cropped
        switch self {
        case .huggingface: return surplus >> 1
        case .torchvision where surplus < 0: return surplus / 2
        case .torchvision:
            // An odd surplus lies between two integers; the even one is the one to round to.
            return surplus / 2 + (surplus % 4 == 3 ? 1 : 0)
        }
    }
}

/// How the bytes of an image become the numbers that a tower takes: `(x · scale - mean) / deviation`
/// for each of red, green and blue.
public struct PixelNormalisation: Sendable, Hashable {
    /// What every byte is multiplied by: 1/255, or `rescale_factor`; 1 where `do_rescale` is false.
    public var scale: Double
    /// What is subtracted from each channel; zeros where `do_normalize` is false.
    public var means: [Double]
    /// What each channel is divided by; ones where `do_normalize` is false.
    public var deviations: [Double]

    /// Describes a normalisation.
    ///
    /// - Precondition: There are three means and three deviations, none of which is zero.
    public init(scale: Double = 1 / 255, means: [Double], deviations: [Double]) {
        precondition(means.count == 3 && deviations.count == 3, "three channels")
        precondition(!deviations.contains(0), "a deviation of zero")
        self.scale = scale
        self.means = means
        self.deviations = deviations
    }

    /// That of OpenAI's CLIP, from its training data.
    public static let clip = PixelNormalisation(
        means: [0.48145466, 0.4578275, 0.40821073],
        deviations: [0.26862954, 0.26130258, 0.27577711]
    )

    /// The number that a byte of a channel becomes.
    ///
    /// - Numerics: The product in Double, rounded to Float; then each step in Float, as PyTorch and
    ///   transformers do it.
    public func value(of byte: UInt8, channel: Int) -> Float {
        let scaled = Float(Double(byte) * scale)
        return (scaled - Float(means[channel])) / Float(deviations[channel])
    }
}
