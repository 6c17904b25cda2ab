import Dispatch
import LinearAlgebra
import Testing

@Suite("Vector operations against plain loops")
struct VectorOperationTests {
    /// Empty, single, and lengths around every vector width.
    static let lengths = [0, 1, 2, 3, 7, 8, 9, 31, 32, 33, 1000, 4096]

    @Test("dot products and norms lie within the stated error", arguments: lengths)
    func dotAndNorm(length: Int) {
        let (x, y) = (sample(length, seed: 1), sample(length, seed: 2))
        let exact = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
        let magnitude = zip(x, y).reduce(0) { $0 + ($1.0 * $1.1).magnitude }
        #expect((dot(x.span, y.span) - exact).magnitude <= 2 * Double(length) * unit * magnitude)
        let squares = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect((norm(x.span) - squares).magnitude <= Double(length + 4) * unit * squares)
        let sum = x.reduce(0) { $0 + $1.magnitude }
        #expect((sumOfMagnitudes(x.span) - sum).magnitude <= 2 * Double(length) * unit * sum)
    }

    @Test("sums of vectors lie within two roundings", arguments: lengths)
    func sums(length: Int) {
        let (x, y) = (sample(length, seed: 3), sample(length, seed: 4))
        var added = y
        var span = added.mutableSpan
        addMultiple(of: x.span, times: 0.7, to: &span)
        var combined = y
        var other = combined.mutableSpan
        combine(x.span, times: 0.7, with: &other, times: -1.3)
        for index in x.indices {
            #expect((added[index] - (y[index] + 0.7 * x[index])).magnitude <= 4 * unit)
            #expect((combined[index] - (0.7 * x[index] - 1.3 * y[index])).magnitude <= 8 * unit)
        }
    }
}

@Suite("Gram matrices")
struct GramProductTests {
    @Test("the faster way is taken for few and for many rows")
    func fastest() {
        #expect(GramAlgorithm.fastest(rowCount: 2) == .dotProducts)
        #expect(GramAlgorithm.fastest(rowCount: 72) == .rankUpdate)
    }

    @Test("both ways agree with plain loops", arguments: [1, 2, 3, 5, 16, 33], [0, 1, 5, 257])
    func againstLoops(rowCount: Int, rowLength: Int) {
        for algorithm in [nil] + GramAlgorithm.allCases {
            compare(rowCount, rowLength, algorithm)
        }
    }

    private func compare(_ rowCount: Int, _ rowLength: Int, _ algorithm: GramAlgorithm?) {
        let stride = rowLength + 3
        let rows = sample(rowCount * stride, seed: 5)
        var gram = [Double](repeating: 1, count: rowCount * rowCount)
        var span = gram.mutableSpan
        accumulateGram(
            of: rows.span,
            rowCount: rowCount,
            rowLength: rowLength,
            stride: stride,
            by: algorithm,
            into: &span
        )
        for i in 0..<rowCount {
            for j in 0...i {
                let exact = (0..<rowLength).reduce(1.0) {
                    $0 + rows[i * stride + $1] * rows[j * stride + $1]
                }
                let tolerance = 2 * Double(rowLength + 1) * unit * Double(rowLength + 1)
                #expect((gram[i * rowCount + j] - exact).magnitude <= tolerance)
            }
            for j in i + 1..<max(rowCount, i + 1) { #expect(gram[i * rowCount + j] == 1) }
        }
    }
}

@Suite("Positive-definite systems")
struct PositiveDefiniteSystemTests {
    @Test("a known system and its condition number")
    func solve() throws {
        let system = try PositiveDefiniteSystem([4, 2, 2, 3], order: 2)
        let solution = try system.solve([8, 7])
        #expect((solution[0] - 1.25).magnitude < 8 * unit)
        #expect((solution[1] - 1.5).magnitude < 8 * unit)
        // |A|_1 = 6, A^-1 = [3 -2; -2 4] / 8, |A^-1|_1 = 6/8.
        #expect((system.reciprocalCondition - 1 / 4.5).magnitude < 1e-15)
    }

    @Test("a singular matrix is refused with the order of its minor")
    func singular() {
        #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) {
            try PositiveDefiniteSystem([1, 1, 1, 1], order: 2)
        }
        #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 1)) {
            try PositiveDefiniteSystem([-1], order: 1)
        }
    }

    @Test("a NaN is refused, not computed with")
    func nan() {
        #expect(throws: LinearAlgebraError.self) {
            try PositiveDefiniteSystem([.nan, 0, 0, 1], order: 2)
        }
    }
}

@Suite("The library in use")
struct OpenBLASTests {
    @Test("names itself and its kernels")
    func names() {
        #expect(OpenBLAS.version.hasPrefix("OpenBLAS "))
        #expect(!OpenBLAS.core.isEmpty)
    }
}

private let unit = Double.ulpOfOne

/// Reproducible numbers in -1...1.
private func sample(_ count: Int, seed: UInt64) -> [Double] {
    var state = seed &* 0x9e37_79b9_7f4a_7c15
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(Int64(bitPattern: state) >> 11) * 0x1p-52
    }
}

@Suite("Products of matrices")
struct MatrixProductTests {
    @Test(
        "parts of matrices are multiplied, the rest stays",
        arguments: [true, false],
        [(1, 1, 1), (3, 5, 7), (50, 12, 64)]
    )
    func againstLoops(transposed: Bool, extents: (Int, Int, Int)) {
        let (m, n, k) = extents
        let a = sample(m * (k + 2) + 5, seed: 11).map { Float($0) }
        let b = sample((n + k + 3) * (n + k), seed: 12).map { Float($0) }
        var c = sample(m * (n + 4) + 6, seed: 13).map { Float($0) }
        let before = c
        let aLayout = MatrixLayout(rows: m, columns: k, stride: k + 2, offset: 5)
        let bLayout = MatrixLayout(
            rows: transposed ? n : k,
            columns: transposed ? k : n,
            stride: n + k,
            offset: 2
        )
        let cLayout = MatrixLayout(rows: m, columns: n, stride: n + 4, offset: 3)
        var span = c.mutableSpan
        accumulateProduct(
            of: a.span,
            aLayout,
            with: b.span,
            bLayout,
            transposed: transposed,
            times: 2,
            keeping: 0.5,
            into: &span,
            cLayout
        )
        for place in c.indices {
            let (row, column) = ((place - 3) / (n + 4), (place - 3) % (n + 4))
            guard place >= 3, row < m, column < n else {
                #expect(c[place] == before[place])
                continue
            }
            var (sum, magnitude) = (0.0, 0.0)
            for inner in 0..<k {
                let other = transposed ? column * (n + k) + inner : inner * (n + k) + column
                let term = Double(a[5 + row * (k + 2) + inner]) * Double(b[2 + other])
                sum += term
                magnitude += abs(term)
            }
            let exact = 2 * sum + 0.5 * Double(before[place])
            let bound = Double(k + 3) * 0x1p-24 * (2 * magnitude + abs(Double(before[place])))
            #expect(abs(Double(c[place]) - exact) <= bound)
        }
    }
}

@Suite("The threads of OpenBLAS")
struct OpenBLASThreadTests {
    @Test("stay ended until the last of several callers is done")
    func overlappingCallers() {
        let (entered, leave, left) = (
            DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
        )
        OpenBLAS.withCallersThreadsOnly {
            DispatchQueue.global().async {
                OpenBLAS.withCallersThreadsOnly {
                    entered.signal()
                    leave.wait()
                }
                left.signal()
            }
            entered.wait()
        }
        #expect(OpenBLAS.threadCount == 1)
        leave.signal()
        left.wait()
    }
}
