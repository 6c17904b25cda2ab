import Dispatch
import Glibc
import LinearAlgebra
import Synchronization
import Testing

/// A matrix whose entries follow from a formula, full of different values.
private func sample(_ rows: Int, _ columns: Int) -> DenseMatrix {
    let elements = (0..<rows * columns).map { (k: Int) -> Double in
        let residue = (k * k * 7 + k * 3) % 23
        return Double(residue - 11) / 8
    }
    return DenseMatrix(elements, rows: rows, columns: columns)
}

private func naiveProduct(_ a: DenseMatrix, _ b: DenseMatrix) -> DenseMatrix {
    var result = DenseMatrix(rows: a.rowCount, columns: b.columnCount)
    for i in 0..<a.rowCount {
        for j in 0..<b.columnCount {
            for k in 0..<a.columnCount { result[i, j] += a[i, k] * b[k, j] }
        }
    }
    return result
}

private func distance(_ a: DenseMatrix, _ b: DenseMatrix) -> Double {
    zip(a.elements, b.elements).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
}

@Suite("Dense matrices and their decompositions")
struct DecompositionTests {
    @Test("products with and without transposing, and Gram matrices, are those of plain loops")
    func products() {
        for (m, k, n) in [(1, 1, 1), (3, 5, 4), (7, 2, 9), (16, 33, 8)] {
            let (a, b) = (sample(m, k), sample(k, n))
            let expected = naiveProduct(a, b)
            let bound = Double(k) * 0x1p-53 * 4 * Double(k)
            #expect(distance(a.product(with: b), expected) <= bound)
            #expect(
                distance(a.transposed.product(with: b, transposingSelf: true), expected) <= bound
            )
            #expect(
                distance(a.product(with: b.transposed, transposingOther: true), expected) <= bound
            )
            #expect(distance(a.gram(ofColumns: false), naiveProduct(a, a.transposed)) <= bound)
            #expect(distance(a.gram(ofColumns: true), naiveProduct(a.transposed, a)) <= 4 * bound)
        }
        #expect(sample(0, 3).product(with: sample(3, 2)).elements.isEmpty)
    }

    @Test("eigenvectors are orthonormal, ascend, have their sign, and make the matrix again")
    func eigensystem() throws {
        for order in [1, 2, 5, 20] {
            let matrix = sample(order, order + 3).gram(ofColumns: false)
            let system = try SymmetricEigensystem(matrix)
            #expect(system.values == system.values.sorted())
            var scaled = system.vectors
            for k in 0..<order { for j in 0..<order { scaled[k, j] *= system.values[k] } }
            let again = system.vectors.product(with: scaled, transposingSelf: true)
            #expect(distance(again, matrix) <= 1e-13 * Double(order) * matrix.frobeniusNorm)
            let identity = system.vectors.gram(ofColumns: false)
            for k in 0..<order {
                #expect((identity[k, k] - 1).magnitude < 1e-13)
                let peak = system.vectors.row(k).max { $0.magnitude < $1.magnitude }
                #expect(try #require(peak) > 0)
            }
        }
    }

    @Test("they are the same while others end the library's threads")
    func overlappingCallers() throws {
        let matrix = sample(120, 120)
        let expected = matrix.gram(ofColumns: false)
        let values = try SymmetricEigensystem(expected).values
        let wrong = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 200) { turn in
            if turn % 2 == 0 {
                _ = OpenBLAS.withCallersThreadsOnly { usleep(200) }
            } else {
                let gram = matrix.gram(ofColumns: false)
                let found = (try? SymmetricEigensystem(gram).values) ?? []
                let bound = 1e-12 * matrix.frobeniusNorm * matrix.frobeniusNorm
                let isRight =
                    distance(gram, expected) <= bound && found.count == values.count
                    && zip(found, values).allSatisfy { ($0 - $1).magnitude <= bound }
                if !isRight { wrong.add(1, ordering: .relaxed) }
            }
        }
        #expect(wrong.load(ordering: .relaxed) == 0)
    }

    @Test("singular vectors make the matrix again, wide and tall")
    func singularValues() throws {
        for (rows, columns) in [(1, 1), (4, 7), (7, 4), (12, 12), (0, 3)] {
            let matrix = sample(rows, columns)
            let parts = try SingularValueDecomposition(matrix)
            #expect(parts.values == parts.values.sorted(by: >))
            var scaled = parts.right
            for k in parts.values.indices {
                for j in 0..<columns { scaled[k, j] *= parts.values[k] }
            }
            let again = parts.left.product(with: scaled, transposingSelf: true)
            #expect(
                distance(again, matrix) <= 1e-14 * Double(rows + columns) * matrix.frobeniusNorm
            )
        }
    }

    @Test("what stands in where one iteration does not converge gives the same")
    func bothIterations() throws {
        for (rows, columns) in [(1, 1), (4, 7), (7, 4), (40, 33)] {
            let matrix = sample(rows, columns)
            let parts = try SingularValueDecomposition.Algorithm.allCases.map {
                try SingularValueDecomposition(matrix, by: $0)
            }
            for (one, other) in zip(parts[0].values, parts[1].values) {
                let largest = parts[0].values[0]
                #expect((one - other).magnitude <= 1e-14 * Double(rows + columns) * largest)
            }
            let first = parts.map { parts in
                naiveProduct(parts.left.rows(0..<1).transposed, parts.right.rows(0..<1))
            }
            #expect(distance(first[0], first[1]) <= 1e-12)
        }
    }

    @Test("many right-hand sides are solved row by row")
    func rightHandSides() throws {
        let root = sample(5, 3)
        var matrix = naiveProduct(root.transposed, root)
        for index in 0..<3 { matrix[index, index] += 1 }
        let system = try PositiveDefiniteSystem(matrix.elements, order: 3)
        let rows = sample(4, 3)
        let solution = try system.solve(rows: rows)
        #expect(distance(naiveProduct(solution, matrix), rows) <= 1e-13)
        for row in 0..<4 {
            #expect(Array(solution.row(row)) == (try system.solve(Array(rows.row(row)))))
        }
        #expect(try system.solve(rows: DenseMatrix(rows: 0, columns: 3)).rowCount == 0)
    }

    @Test("sums, products with numbers and pieces of a matrix")
    func arithmetic() {
        var matrix = sample(3, 2)
        let (before, other) = (matrix.elements, sample(3, 2))
        matrix.add(other, times: -2)
        #expect(matrix.elements == zip(before, other.elements).map { $0 - 2 * $1 })
        matrix.scaleRows(by: [1, 2, 0])
        #expect(matrix.rows(2..<3).elements == [0, 0] && matrix.rows(1..<1).rowCount == 0)
        matrix.replaceElements(from: 4, with: [7.0, 8].span)
        #expect(Array(matrix.row(2)) == [7, 8] && matrix.times(2)[2, 1] == 16)
        let wide = sample(70, 33)
        #expect(wide.transposed[32, 69] == wide[69, 32] && wide.transposed.transposed == wide)
    }

    @Test("a NaN is refused by name")
    func notFinite() {
        var matrix = sample(3, 3)
        matrix[1, 1] = .nan
        #expect(throws: LinearAlgebraError.self) { try SingularValueDecomposition(matrix) }
        #expect(throws: LinearAlgebraError.self) { try SymmetricEigensystem(matrix) }
    }
}
