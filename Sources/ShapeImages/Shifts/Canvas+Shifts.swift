import Randomness

extension Canvas {
    /// Adds a number to each channel of each pixel: the sum of two from -strength to strength.
    mutating func addNoise(strength: Int, from random: inout RandomSequence) {
        let range = -strength...strength
        map { $0 &+ random.colour(in: range) &+ random.colour(in: range) }
    }

    /// Smooths with the weights 1, 4, 6, 4, 1 over 16, along rows and then along columns.
    ///
    /// Pixels beyond an edge are as the pixel at the edge.
    mutating func blur(times: Int) {
        for _ in 0..<times {
            smooth(Vector(1, 0))
            smooth(Vector(0, 1))
        }
    }

    /// Leaves a percentage of each channel's difference from a level.
    mutating func pull(towards level: Int, keeping percentage: Int) {
        map { ($0 &- level) &* percentage / 100 &+ level }
    }

    /// Lights the scene with a coloured lamp: one channel stays, the others lose more than half.
    mutating func tint(from random: inout RandomSequence) {
        var shares = Colour(100, 45, 15)
        for last in [2, 1] {
            let other = random.next(in: 0...last)
            (shares[last], shares[other]) = (shares[other], shares[last])
        }
        map { $0 &* shares / 100 }
    }

    private mutating func smooth(_ direction: Vector) {
        let before = self
        let edge = ShapeImage.side - 1
        for row in 0...edge {
            for column in 0...edge {
                var sum = Colour(repeating: 8)
                for (step, weight) in zip(-2...2, [1, 4, 6, 4, 1]) {
                    let x = min(max(column + step * direction.x, 0), edge)
                    let y = min(max(row + step * direction.y, 0), edge)
                    sum &+= before[x, y] &* weight
                }
                self[column, row] = sum / 16
            }
        }
    }
}
