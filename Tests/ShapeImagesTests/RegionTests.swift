import Randomness
import Testing

@testable import ShapeImages

struct RegionTests {
    /// Areas in units of the circle's squared radius, and bounds of the outlines' lengths.
    private static let areas: [(shape: Shape, area: Double, length: Double)] = [
        (.disc, .pi * 0.7225, 5.4), (.ring, .pi * (0.81 - 0.2304), 8.7),
        // A quarter of the regular polygon's n * sin(2 pi / n) * 2.
        (.triangle, 1.299038, 5.2), (.square, 2, 5.7), (.pentagon, 2.377641, 5.9),
        // Ten triangles between neighbouring corners: 5 * 0.45 * sin(pi / 5) * ...
        (.star, 10 * 0.5 * 0.45 * 0.587785, 6.8),
        // A bar and what the other adds to it; a half disc; a head and a shaft.
        (.cross, 1.9 * 0.58 + 2 * 0.66 * 0.58, 7.6), (.halfDisc, .pi * 0.405, 4.7),
        (.arrow, 0.5 * 1.6 * 0.9 + 1.05 * 0.6, 6.2),
    ]

    @Test(arguments: areas)
    func areaIsThatOfTheFormula(shape: Shape, area: Double, length: Double) {
        let step = 5
        let points = stride(from: -1000, through: 1000, by: step)
        let region = shape.region
        let count = points.reduce(0) { count, y in
            count + points.count { x in region.contains(Vector(x, y)) }
        }
        let measured = Double(count) * Double(step * step) * 1e-6
        // Only cells that the outline touches can count wrongly: at most four for each step of it.
        let bound = 4 * (length * 1000 / Double(step) + 1) * Double(step * step) * 1e-6
        #expect(abs(measured - area) < bound)
    }

    @Test func aCrescentOpensWhereItPoints() {
        let region = Shape.crescent.region
        #expect(region.contains(Vector(-900, 0)) && region.contains(Vector(-251, 0)))
        #expect(!region.contains(Vector(-250, 0)) && !region.contains(Vector(900, 0)))
    }

    @Test func everyShapeLiesInItsCircle() {
        for shape in Shape.allCases {
            let points = stride(from: -1200, through: 1200, by: 10)
            for y in points {
                for x in points where x * x + y * y > 1_000_000 {
                    // The corners are rounded to whole units.
                    guard x * x + y * y > 1001 * 1001 else { continue }
                    #expect(!shape.region.contains(Vector(x, y)), "\(shape) at \(x), \(y)")
                }
            }
        }
    }

    @Test func theAxisBecomesTheUnit() {
        var random = RandomSequence(CounterHash(key: 3))
        for _ in 0..<100 {
            let placement = Placement(
                radii: 40...90,
                margin: 70,
                isUpright: false,
                from: &random
            )
            let (centre, axis) = (placement.centre, placement.axis)
            #expect((1600...8100).contains(axis.dot(axis)))
            #expect((70...186).contains(centre.x) && (70...186).contains(centre.y))
            #expect(placement.local(centre) == Vector(0, 0))
            let end = Vector(centre.x + axis.x, centre.y + axis.y)
            #expect(placement.local(end) == Vector(1000, 0))
            let side = Vector(centre.x - axis.y, centre.y + axis.x)
            #expect(placement.local(side) == Vector(0, 1000))
            #expect(placement.columns.contains(min(max(end.x, 0), 255) / 8))
            #expect(placement.rows.contains(min(max(end.y, 0), 255) / 8))
        }
    }
}
