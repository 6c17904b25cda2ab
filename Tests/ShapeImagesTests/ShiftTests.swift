import Randomness
import Testing

@testable import ShapeImages

struct ShiftTests {
    private static func image(_ values: UInt8...) -> ShapeImage {
        let count = ShapeImage.side * ShapeImage.side * 3
        return ShapeImage(pixels: (0..<count).map { values[$0 % values.count] }, label: 4)
    }

    private static func pixel(_ shift: ImageShift, of image: ShapeImage) -> [UInt8] {
        var random = RandomSequence(CounterHash(key: 1))
        let shifted = shift.apply(to: image, from: &random)
        #expect(shifted.label == image.label && shifted.pixels.count == image.pixels.count)
        return Array(shifted.pixels.prefix(3))
    }

    @Test func levels() {
        let image = Self.image(200, 128, 28)
        #expect(Self.pixel(.contrast, of: image) == [149, 128, 98])
        #expect(Self.pixel(.dark, of: image) == [50, 32, 7])
        #expect(Self.pixel(.blur, of: image) == [200, 128, 28])
        #expect(Self.pixel(.colour, of: Self.image(200)).sorted() == [30, 90, 200])
    }

    @Test func blurSpreadsAPointBinomially() {
        var canvas = Canvas(Self.image(0))
        canvas[10, 20] = Colour(256, 0, 512)
        canvas.blur(times: 1)
        let weights = [1, 4, 6, 4, 1]
        for row in 17...23 {
            for column in 7...13 {
                let (down, across) = (row - 18, column - 8)
                let isNear = weights.indices.contains(down) && weights.indices.contains(across)
                let expected = isNear ? weights[down] * weights[across] : 0
                #expect(canvas[column, row] == Colour(expected, 0, 2 * expected))
            }
        }
    }

    @Test func noiseStaysWithinItsStrength() {
        var canvas = Canvas(Self.image(100))
        var random = RandomSequence(CounterHash(key: 2))
        canvas.addNoise(strength: 10, from: &random)
        let values = canvas.pixels.map { Int($0) - 100 }
        #expect(values.min() == -20 && values.max() == 20)
        // The variance of one uniform number from -10 to 10 is (21 * 21 - 1) / 12; five standard
        // errors of the mean of 3072 sums of two.
        let mean = Double(values.reduce(0, +)) / Double(values.count)
        let variance: Double = 2 * (21 * 21 - 1) / 12
        let bound: Double = 5 * (variance / 3072).squareRoot()
        #expect(abs(mean) < bound)
    }

    @Test func valuesAreClampedOnce() {
        var canvas = Canvas(Self.image(250))
        canvas.map { $0 &+ 100 }
        canvas.map { $0 &- 100 }
        #expect(canvas.pixels == Self.image(250).pixels)
        canvas.map { $0 &* Colour(2, -1, 1) }
        #expect(Array(canvas.pixels.prefix(3)) == [255, 0, 250])
    }
}
