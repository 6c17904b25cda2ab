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

    /// Similarities of the points: near ones are alike, far ones are not or even opposed; each is joined to all
    /// others by some path, so that the Laplacian has one zero.
    private var similarities: [[Double]] {
        distances.map { row in row.map { 1 / (1 + $0 * $0) - 0.02 } }
    }

    @Test("spectral families and eigenvalues are those of naive rotations", arguments: 1...6)
    func spectrum(count: Int) throws {
        let found = try ModelFamilies.bySpectrum(matrix(similarities), count: count)
        let laplacian = ReferenceSpectrum.laplacian(similarities)
        #expect(areNear(found.eigenvalues, ReferenceSpectrum.eigensystem(laplacian).values, 1e-9))
        #expect(found.families == ReferenceSpectrum.families(similarities, count: count))
        #expect(found.families.flatMap(\.self).sorted() == Array(points.indices))
    }

    @Test("without a number spectral takes the widest gap; a model like no other is alone")
    func gapAndStranger() throws {
        let values = ReferenceSpectrum.eigensystem(ReferenceSpectrum.laplacian(similarities)).values
        let gaps = (1...11).map { values[$0] - values[$0 - 1] }
        let widest = try #require(gaps.indices.max { gaps[$0] < gaps[$1] }) + 1
        let found = try ModelFamilies.bySpectrum(matrix(similarities))
        #expect(found.families == ReferenceSpectrum.families(similarities, count: widest))

        var apart = similarities
        for i in apart.indices { (apart[7][i], apart[i][7]) = (0, 0) }
        for count in 2...5 {
            let families = try ModelFamilies.bySpectrum(matrix(apart), count: count).families
            #expect(families.count == count && families.contains([7]))
        }
        let zeros = [[Double]](repeating: [0, 0], count: 2)
        #expect(try ModelFamilies.bySpectrum(matrix(zeros), count: 1).families == [[0], [1]])
    }

    @Test("a leader takes what is more like it than the threshold, and the first one does")
    func leaders() {
        for threshold in [-1.0, 0, 0.3, 0.7, 1] {
            var wanted: [[Int]] = []
            for model in points.indices {
                var isTaken = false
                for place in wanted.indices where !isTaken {
                    guard similarities[model][wanted[place][0]] > threshold else { continue }
                    wanted[place].append(model)
                    isTaken = true
                }
                if !isTaken { wanted.append([model]) }
            }
            let found = ModelFamilies.byLeader(matrix(similarities), threshold: threshold)
            #expect(found == wanted)
        }
    }

    @Test("ranking: largest first, ties to the lowest place, no value last")
    func ranking() {
        #expect(Ranking.order([0.1, nil, 0.5, 0.5 + 1e-13, 0.2]) == [2, 3, 4, 0, 1])
        #expect(Ranking.order([0.5, 0.5 + 1e-9]) == [1, 0] && Ranking.order([]) == [])
    }
}
