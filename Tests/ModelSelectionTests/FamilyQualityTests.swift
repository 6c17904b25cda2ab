import LinearAlgebra
import ReferenceSelection
import Testing

@testable import ModelSelection

@Suite("Linkage, and how well families hold together")
struct FamilyQualityTests {
    /// Points on a plane by formula, in no order, and their distances.
    private let points: [[Double]] = (0..<23).map { i in
        let cluster = Double((7 * i) % 4) * 3
        return [cluster + Double((i * i * 5) % 11) / 20, Double((3 * i) % 7) / 15 - cluster / 2]
    }

    private var distances: [[Double]] {
        points.map { a in
            points.map { b in
                zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
            }
        }
    }

    private func matrix(_ rows: [[Double]]) -> DenseMatrix {
        DenseMatrix(rows.flatMap(\.self), rows: rows.count, columns: rows.count)
    }

    @Test("average linkage gives what all pairs give, at every limit", arguments: 0..<23)
    func linkage(count: Int) {
        let all = ReferenceFamilies.averageLinkage(distances, limit: .infinity)
        let limit = count == 0 ? 0 : all.heights[min(count, all.heights.count) - 1]
        let wanted = ReferenceFamilies.averageLinkage(distances, limit: limit + 1e-9)
        let found = AverageLinkage(matrix(distances), limit: limit + 1e-9)
        #expect(found.families == wanted.families)
        #expect(areNear(found.steps.map(\.height), wanted.heights))
        let cut = AverageLinkage(
            matrix(distances),
            limit: .infinity,
            count: wanted.families.count
        )
        #expect(cut.families == wanted.families)
    }

    @Test("equal distances: the lowest pair first; infinite ones never come together")
    func ties() {
        let equal = AverageLinkage(matrix([[0, 1, 1], [1, 0, 1], [1, 1, 0]]), limit: 2)
        #expect(equal.steps.map(\.first) == [0, 0] && equal.steps.map(\.second) == [1, 2])
        let apart = AverageLinkage(
            matrix([[0, .infinity], [.infinity, 0]]),
            limit: .infinity
        )
        #expect(apart.families == [[0], [1]] && apart.steps.isEmpty)
    }

    @Test("silhouette, medoid and distance to the centroid are those of plain loops")
    func quality() {
        let families = AverageLinkage(matrix(distances), limit: 1).families
        #expect(families.count > 2 && families.contains { $0.count > 2 })
        let similarity = matrix(distances.map { row in row.map { 1 - $0 } })
        let found = FamilyQuality.silhouettes(families, similarity) ?? []
        #expect(areNear(found, ReferenceFamilies.silhouettes(distances, families: families)))
        let gram = matrix(
            points.map { a in points.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
        )
        for family in families {
            let medoid = FamilyQuality.medoid(of: family, similarity)
            #expect(medoid == ReferenceFamilies.medoid(distances, of: family))
            let wanted = ReferenceFamilies.centroidDistances(family.map { points[$0] })
            // Digits cancel: the squares of points are up to 2^7 times those of distances.
            #expect(areNear(FamilyQuality.centroidDistances(family, gram: gram), wanted, 1e-6))
        }
        #expect(FamilyQuality.silhouettes([[0, 1]], matrix([[1, 0], [0, 1]])) == nil)
        #expect(FamilyQuality.meanInside([0], similarity) == nil)
    }

    @Test("ranking: largest first, ties to the lowest place, no value last")
    func ranking() {
        #expect(Ranking.order([0.1, nil, 0.5, 0.5 + 1e-13, 0.2]) == [2, 3, 4, 0, 1])
        #expect(Ranking.order([0.5, 0.5 + 1e-9]) == [1, 0] && Ranking.order([]) == [])
    }
}
