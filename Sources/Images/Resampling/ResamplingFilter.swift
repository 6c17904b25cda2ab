/// The weight of a pixel by its distance from the place at which an image is sampled.
public struct ResamplingFilter: Sendable {
    /// The distance from which on all weights are zero.
    let radius: Double
    /// The weight at a distance, before the sum of all weights is made 1.
    let value: @Sendable (Double) -> Double

    /// A triangle, Pillow's `BILINEAR`.
    public static let bilinear = ResamplingFilter(radius: 1) { max(1 - abs($0), 0) }

    /// Keys's cubic convolution kernel with a = -0.5, Pillow's `BICUBIC`.
    public static let bicubic = ResamplingFilter(radius: 2) { position in
        let t = abs(position)
        if t < 1 { return (1.5 * t - 2.5) * t * t + 1 }
        if t < 2 { return (((t - 5) * t + 8) * t - 4) * -0.5 }
        return 0
    }
}
