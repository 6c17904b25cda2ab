import Randomness
import Tensors
import Testing

@testable import SyntheticCheckpoints

/// Tensors longer than a piece occur only in architectures too large for a test.
struct PieceTests {
    private static func piece(_ number: Int, model: Int?, degrees: Double) -> [Float] {
        var generator = PieceGenerator(modelCount: 3, type: .f32)
        let count = PieceGenerator.capacity
        let hash = CounterHash(seed: 3, part: 5)
        let grid = ValueGrid(of: .matrix)
        generator.draw(hash, grid, from: number * count, count: count)
        if let model {
            generator.encode(model: model, TaskVectorGeometry(degrees: degrees), count: count)
        } else {
            generator.encodeBase(count: count)
        }
        var values = AlignedBuffer<Float>(repeating: 0, count: count)
        values.replaceBytes(at: 0, with: generator.encoded(count: count))
        return (0..<count).map { values.span[$0] }
    }

    @Test func piecesDifferAndKeepTheAngle() {
        let pieces = (0..<2).map { number in
            [nil, 0, 1, 2].map { Self.piece(number, model: $0, degrees: 60) }
        }
        let equal = zip(pieces[0][0], pieces[1][0]).filter { $0 == $1 }.count
        #expect(equal < 100)
        for piece in pieces {
            let vectors = piece.dropFirst().map { model in
                zip(model, piece[0]).map { Double($0) - Double($1) }
            }
            #expect(abs(degrees(vectors[0], vectors[1]) - 60) < 1e-6)
            #expect(abs(degrees(vectors[0], vectors[2]) - 60) < 1e-6)
        }
    }

    @Test(arguments: [1, 2, 3, 8, 100, 256])
    func rowsOfSignsAreOrthogonal(rowCount: Int) {
        let matrix = SignMatrix(rowCount: rowCount)
        #expect(matrix.order >= rowCount && matrix.order < 2 * rowCount)
        // The common part of the task vectors takes the first row as it is.
        for column in 0..<matrix.order { #expect(!matrix.isNegative(row: 0, column: column)) }
        for row in 1..<max(rowCount, 2) where row < matrix.order {
            let disagreements = (0..<matrix.order).filter {
                matrix.isNegative(row: row, column: $0)
                    != matrix.isNegative(row: row - 1, column: $0)
            }
            #expect(disagreements.count * 2 == matrix.order)
        }
    }

    @Test(arguments: [0, 0.01, 1, 30, 60, 89.9, 90.0])
    func geometriesComeCloseToTheirAngle(angle: Double) {
        #expect(abs(TaskVectorGeometry(degrees: angle).degrees - angle) < 0.001)
    }
}
