import CLIPModels
import Foundation
import Testing

@testable import CLIPVision

@Suite("Vector functions within their stated errors")
struct VectorFunctionTests {
    /// 24,000 numbers in a range, eight at a time.
    private func sweep(_ range: ClosedRange<Float>, _ body: (Vector) -> Void) {
        let step = (range.upperBound - range.lowerBound) / 24_000
        for index in 0..<3_000 {
            var x = Vector()
            for lane in 0..<8 { x[lane] = range.lowerBound + Float(index * 8 + lane) * step }
            body(x)
        }
    }

    @Test func exponentials() {
        var largest = 0.0
        sweep(-87...88) { x in
            let y = exponential(x)
            for lane in 0..<8 {
                let exact = exp(Double(x[lane]))
                largest = max(largest, abs(Double(y[lane]) - exact) / exact)
            }
        }
        #expect(largest <= 0x1p-22, "\(largest * 0x1p24) units of 2^-24")
        #expect(exponential(Vector(repeating: -.infinity))[0] < 2e-38)
        #expect(exponential(.zero)[3] == 1)
    }

    @Test func activations() {
        compare(sigmoidLinearUnit) { $0 / (1 + exp(-1.702 * $0)) }
        compare(gaussianLinearUnit) { $0 * erfc(-$0 / 2.0.squareRoot()) / 2 }
    }

    private func compare(_ function: (Vector) -> Vector, _ exact: (Double) -> Double) {
        for range in [Float(-60)...60, -6...6, -0.01...0.01] {
            var largest = 0.0
            sweep(range) { x in
                let y = function(x)
                for lane in 0..<8 {
                    let (x, y) = (Double(x[lane]), Double(y[lane]))
                    largest = max(largest, abs(y - exact(x)) / max(abs(x), 1))
                }
            }
            #expect(largest <= 0x1p-21, "\(largest * 0x1p24) units of 2^-24 in \(range)")
        }
    }

    @Test("softmax and LayerNorm agree with Double", arguments: [1, 7, 8, 50])
    func rows(columns: Int) {
        var generator = SeededNumbers(seed: 5)
        let values = (0..<columns).map { _ in 20 * generator.next() }
        var matrix = Matrix(rows: 1, columns: columns)
        matrix.withElements { for column in 0..<columns { $0[column] = values[column] } }
        matrix.applySoftmax(rows: 1)
        let total = values.reduce(0) { $0 + exp(Double($1)) }
        for column in 0..<columns {
            let exact = exp(Double(values[column])) / total
            // The argument, a difference of numbers below 20, is off by 2^-20.
            #expect(abs(Double(matrix.elements[column]) - exact) <= exact * 0x1p-19 + 1e-37)
        }
    }

    @Test func layerNormalisation() {
        var generator = SeededNumbers(seed: 6)
        let count = 96
        let (x, gain, shift) = (
            (0..<count).map { _ in 1000 + generator.next() },
            (0..<count).map { _ in generator.next() }, (0..<count).map { _ in generator.next() }
        )
        var rows = Matrix(rows: 2, columns: count)
        var result = Matrix(rows: 2, columns: count)
        rows.fill(rowsWith: x.vectors.span)
        LayerNormalisation(gain: gain.vectors, shift: shift.vectors, epsilon: 1e-5)
            .apply(to: &rows, adding: shift.vectors, into: &result)
        let mean = x.reduce(0) { $0 + Double($1) } / Double(count)
        let squares = x.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let deviation = (squares / Double(count) + 1e-5).squareRoot()
        for column in 0..<count {
            let exact =
                (Double(x[column]) - mean) / deviation * Double(gain[column])
                + Double(shift[column])
            // The mean, near 1000, is rounded to 2^-15; the deviation is near 0.6.
            #expect(abs(Double(result.elements[count + column]) - exact) < 0x1p-14)
            #expect(rows.elements[column] == x[column] + shift[column])
        }
    }

    @Test("bytes 0 and 255 are normalised as published")
    func pixels() {
        let table = PixelTable(.clip).values
        #expect(abs(table[0] - -1.7922626) < 1e-6 && abs(table[255] - 1.9303361) < 1e-6)
        #expect(abs(table[512] - -1.4802197) < 1e-6 && abs(table[767] - 2.1458970) < 1e-6)
    }
}
