import Glibc
import LinearAlgebra
import Testing

@testable import TransferScores

/// What must not change a score.
@Suite("Properties of scores")
struct ScorePropertyTests {
    private static let scores:
        [(name: String, value: @Sendable (LabelledFeatures) throws -> Double?)] =
            [
                ("lfc", { LinearFeatureCorrelation($0).plain.value }),
                ("lfc_centred", { LinearFeatureCorrelation($0).centred.value }),
                ("cka", { LinearFeatureCorrelation($0).centredKernelAlignment.value }),
                ("logme", { try LogEvidence.exact($0)?.mean }),
                ("h", { try ClassSeparation.hScore($0).value }),
                ("h_alpha", { try ClassSeparation.regularised($0).score.value }),
                ("transrate", { try ClassSeparation.transRate($0).value }),
                ("auc", { PairSeparation($0).auc.value }),
                ("parc", { PairSeparation($0).parc.value }),
                ("gbc", { ClassSeparation.bhattacharyya($0).score.value }),
                ("knn", { HeldOutPrediction.nearestNeighbour($0).value }),
                ("ridge", { try HeldOutPrediction.ridge($0).accuracy.value }),
            ]

    /// Features of 40 images without ties, in 6 columns, of classes of 16, 12, 8 and 4.
    private let rows: [[Double]] = (0..<40).map { i in
        (0..<6).map { j in
            let number: Int = (5 * i * i + 3 * i * j + 7 * j + i) % 17
            return Double(number - 8) / 8 + 0.3 * sin(Double(7 * i + 3 * j * j))
        }
    }
    private let labels = (0..<40).map { $0 < 16 ? 0 : $0 < 28 ? 1 : $0 < 36 ? 2 : 3 }

    @Test("features on a line: H_α has no value where nothing shrinks their covariance")
    func singularCovariance() throws {
        let line = try sample([[1, 1], [-1, -1], [1, 1], [-1, -1]], [0, 1, 0, 1])
        let outcome = try ClassSeparation.regularised(line)
        #expect(outcome.shrinkage == 0 && outcome.score.value == nil)
        let wide = try sample([[1, 1, 1], [-1, -1, -1]], [0, 1])
        #expect(try ClassSeparation.regularised(wide).score.value == nil)
        let off = try sample([[1, 1], [-1, -1], [2, 1], [-1, -2]], [0, 1, 0, 1])
        #expect(try ClassSeparation.regularised(off).score.value != nil)
    }

    private func sample(_ rows: [[Double]], _ labels: [Int]) throws -> LabelledFeatures {
        try LabelledFeatures(
            DenseMatrix(rows.flatMap(\.self), rows: rows.count, columns: rows[0].count),
            labels: labels
        )
    }

    private func expectUnchanged(
        _ rows: [[Double]],
        _ labels: [Int],
        but exceptions: Set<String> = [],
        _ why: String
    ) throws {
        let (before, after) = (try sample(self.rows, self.labels), try sample(rows, labels))
        for score in Self.scores where !exceptions.contains(score.name) {
            let old = try #require(try score.value(before), "\(score.name)")
            let new = try #require(try score.value(after), "\(score.name)")
            // Sums of some hundred terms in another order.
            #expect((old - new).magnitude <= 1e-9 * max(old.magnitude, 1), "\(score.name) \(why)")
        }
        for score in Self.scores where exceptions.contains(score.name) {
            // An exception that is none hides what it should show.
            #expect(try score.value(before) != score.value(after), "\(score.name) \(why)")
        }
    }

    @Test("the order of images")
    func images() throws {
        let order = (0..<40).map { $0 * 7 % 40 }
        try expectUnchanged(order.map { rows[$0] }, order.map { labels[$0] }, "images")
    }

    @Test("the numbers of classes")
    func classes() throws {
        try expectUnchanged(rows, labels.map { [9, 2, 5, 0][$0] }, "classes")
    }

    @Test("the unit of features, but for scores with a length of their own")
    func scale() throws {
        try expectUnchanged(
            rows.map { $0.map { 8 * $0 } },
            labels,
            but: ["transrate", "gbc"],
            "scale"
        )
    }

    @Test("turning features, but for scores by column")
    func rotation() throws {
        let (c, s) = (cos(0.7), sin(0.7))
        let turned = rows.map { row -> [Double] in
            var row = row
            for j in 0..<5 {
                let (a, b) = (row[j], row[j + 1])
                (row[j], row[j + 1]) = (c * a - s * b, s * a + c * b)
            }
            return row
        }
        try expectUnchanged(turned, labels, but: ["auc", "parc", "gbc"], "rotation")
    }

    @Test("a column of zeros, but for scores that know the number of columns")
    func padding() throws {
        let same: Set = ["lfc", "lfc_centred", "cka", "logme", "h", "transrate", "knn"]
        let padded = try sample(rows.map { $0 + [0] }, labels)
        let before = try sample(rows, labels)
        for score in Self.scores where same.contains(score.name) {
            let old = try #require(try score.value(before))
            #expect(isNear(try score.value(padded), old, 1e-11), "\(score.name)")
        }
    }
}

extension LabelGradientCorrelationTests {
    /// LGC of the vectors with other weights, images or classes.
    private func score(
        _ change: (inout LastBlockWeights) -> Void = { _ in },
        layer: LabelGradientCorrelation.Layer = .contraction,
        order: [Int] = Array(0..<6),
        classes: [Int] = [0, 1, 2]
    ) throws -> Double? {
        let vectors = GradientSample()
        func rows(_ matrix: [[Double]]) -> DenseMatrix {
            GradientSample.dense(order.map { matrix[$0] })
        }
        let activations = LastBlockActivations(
            normalised: rows(vectors.normalised),
            hidden: rows(vectors.hidden),
            slope: rows(vectors.slope),
            token: rows(vectors.token)
        )
        var weights = vectors.weights
        change(&weights)
        let sample = try LabelledFeatures(
            rows(vectors.token),
            labels: order.map { classes[$0 % 3] }
        )
        return LabelGradientCorrelation.score(
            activations,
            weights,
            sample,
            layer: layer,
            rowCount: 4
        )
        .value
    }

    @Test("order of images, numbers of classes, and the head's unit, order and axes do not count")
    func invariances() throws {
        for layer in LabelGradientCorrelation.Layer.allCases {
            let plain = try #require(try score(layer: layer))
            #expect(isNear(try score(layer: layer, order: [3, 0, 5, 1, 4, 2]), plain, 1e-12))
            #expect(isNear(try score(layer: layer, classes: [7, 0, 3]), plain, 1e-12))
            let scaled = try score({ $0.head = $0.head.map(doubled) }, layer: layer)
            #expect(isNear(scaled, plain, 1e-12))
            let reversed = try score({ $0.head = $0.head.map(reversedRows) }, layer: layer)
            #expect(isNear(reversed, plain, 1e-12))
            // Features turned, and the head with them: the same outputs.
            let turned = try score(
                {
                    $0.projection = turnedRows($0.projection.transposed).transposed
                    $0.head = $0.head.map(turnedRows)
                },
                layer: layer
            )
            #expect(isNear(turned, plain, 1e-12))
        }
    }

    @Test("with features as outputs the head does not count, and neither do their axes")
    func headFree() throws {
        let plain = try #require(try score { $0.head = nil })
        let turned = try score {
            $0.head = nil
            $0.projection = turnedRows($0.projection.transposed).transposed
        }
        #expect(isNear(turned, plain, 1e-12))
    }

    private func doubled(_ matrix: DenseMatrix) -> DenseMatrix {
        DenseMatrix(
            matrix.elements.map { 2 * $0 },
            rows: matrix.rowCount,
            columns: matrix.columnCount
        )
    }

    private func reversedRows(_ matrix: DenseMatrix) -> DenseMatrix {
        DenseMatrix(
            (0..<matrix.rowCount).reversed().flatMap { Array(matrix.row($0)) },
            rows: matrix.rowCount,
            columns: matrix.columnCount
        )
    }

    /// Rows times a rotation of the first two and the last two columns.
    private func turnedRows(_ matrix: DenseMatrix) -> DenseMatrix {
        let (c, s) = (cos(0.4), sin(0.4))
        var result = matrix
        let last = matrix.columnCount - 1
        for (first, second) in [(0, 1), (last - 1, last)] {
            for row in 0..<matrix.rowCount {
                let (a, b) = (result[row, first], result[row, second])
                (result[row, first], result[row, second]) = (c * a - s * b, s * a + c * b)
            }
        }
        return result
    }
}
