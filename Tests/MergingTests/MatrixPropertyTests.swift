import LinearAlgebra
import Merging
import Tensors
import Testing

/// What the formulas of methods of matrices promise, whatever the matrices.
@Suite("Properties of methods of matrices")
struct MatrixPropertyTests {
    /// Two factorisations of matrices this small, and the products around them, differ by some
    /// `max(m, n) 2^-52` over the smallest singular value of the directions together, which is above
    /// 1e-3 for these.
    private let tolerance = 1e-10

    /// A method, with what is true of it.
    struct Case: Sendable, CustomTestStringConvertible {
        var method: String
        var global: [String: ParameterValue] = [:]
        var modelCount = 3
        var isTransposable = true
        var isRotatable = true
        var isHomogeneous = true

        var testDescription: String { "\(method) \(global)" }

        func taskVectors(_ rows: Int, _ columns: Int) -> [DenseMatrix] {
            (0..<modelCount).map { .noise(rows, columns, seed: UInt64($0 + 1)) }
        }

        func merged(_ taskVectors: [DenseMatrix], weights: [Double]? = nil) throws -> DenseMatrix {
            try mergedMatrices(method, taskVectors, global, weights: weights).method
        }
    }

    static let cases = [
        Case(method: "tsv_m"),
        Case(method: "tsv_m", global: ["variant": "lossless"]),
        Case(method: "tsv_m", global: ["variant": "rank_reduction"]),
        Case(method: "iso_c"),
        Case(method: "iso_c", global: ["flatten": 0.3]),
        Case(method: "iso_cts", global: ["common_fraction": 0.5], isTransposable: false),
        Case(method: "wudi_closed", isTransposable: false),
        Case(method: "wudi_closed", global: ["ridge": 0], isTransposable: false),
        Case(
            method: "wudi",
            global: ["steps": 20, "rate": 0.001],
            isTransposable: false,
            isRotatable: false,
            isHomogeneous: false
        ),
        // Its divisors are larger by 1e-12, whatever the length of the task vector.
        Case(method: "monosoup", modelCount: 1, isHomogeneous: false),
        Case(method: "monosoup", global: ["variant": "energy"], modelCount: 1),
        Case(method: "low_rank", global: ["rank": 3], modelCount: 1),
        Case(method: "tsv_c", global: ["tasks": 3], modelCount: 1),
    ]

    @Test("method and naive twin agree", arguments: cases)
    func twin(property: Case) throws {
        for (rows, columns) in [(12, 9), (9, 12), (16, 16), (5, 40), (40, 5)] {
            let vectors = property.taskVectors(rows, columns)
            let merged = try mergedMatrices(property.method, vectors, property.global)
            #expect(merged.method.distance(to: merged.twin) < tolerance, "\(rows) x \(columns)")
        }
    }

    @Test("rotations of rows and columns pass through", arguments: cases)
    func rotations(property: Case) throws {
        guard property.isRotatable else { return }
        let vectors = property.taskVectors(12, 9)
        let (p, q) = (try DenseMatrix.rotation(12, seed: 7), try DenseMatrix.rotation(9, seed: 8))
        let turned = vectors.map { p.product(with: $0).product(with: q) }
        let expected = p.product(with: try property.merged(vectors)).product(with: q)
        #expect(expected.distance(to: try property.merged(turned)) < tolerance)
    }

    @Test("transposition passes through", arguments: cases)
    func transposition(property: Case) throws {
        let vectors = property.taskVectors(12, 9)
        let expected = try property.merged(vectors).transposed
        let found = try property.merged(vectors.map(\.transposed))
        #expect((expected.distance(to: found) < tolerance) == property.isTransposable)
    }

    @Test("the order of models does not matter, but for rounding", arguments: cases)
    func order(property: Case) throws {
        let vectors = property.taskVectors(12, 9)
        let expected = try property.merged(vectors)
        #expect(expected.distance(to: try property.merged(vectors.reversed())) < tolerance)
    }

    @Test("a factor of all task vectors is one of the result, and so are weights", arguments: cases)
    func homogeneity(property: Case) throws {
        guard property.isHomogeneous else { return }
        let vectors = property.taskVectors(12, 9)
        var expected = try property.merged(vectors)
        for index in expected.elements.indices { expected.elements[index] *= -3 }
        let longer = vectors.map { vector in
            DenseMatrix(vector.elements.map { -3 * $0 }, rows: 12, columns: 9)
        }
        #expect(expected.distance(to: try property.merged(longer)) < tolerance)
        guard property.modelCount > 1 else { return }
        let weights = vectors.map { _ in -3.0 }
        #expect(expected.distance(to: try property.merged(vectors, weights: weights)) < tolerance)
    }

    @Test("TSV-M of low-rank task vectors with directions of their own is their sum")
    func orthogonalTasks() throws {
        let (p, q) = (try DenseMatrix.rotation(12, seed: 3), try DenseMatrix.rotation(9, seed: 4))
        let vectors = (0..<3).map { model in
            let (u, v) = (p.rows(model * 2..<model * 2 + 2), q.rows(model * 2..<model * 2 + 2))
            return u.product(with: v, transposingSelf: true)
        }
        var sum = vectors[0]
        for vector in vectors.dropFirst() {
            for index in sum.elements.indices { sum.elements[index] += vector.elements[index] }
        }
        let merged = try mergedMatrices("tsv_m", vectors)
        #expect(sum.distance(to: merged.method) < tolerance)
        #expect(sum.distance(to: merged.twin) < tolerance)
    }

    @Test("TSV-M of one model is the model; of two equal ones its first half of directions")
    func equalModels() throws {
        let vector = DenseMatrix.noise(12, 8, seed: 5)
        let alone = try mergedMatrices("tsv_m", [vector])
        #expect(alone.method == vector)
        let half = try SingularValueDecomposition(vector)
        var scaled = half.right.rows(0..<4)
        scaled.scaleRows(by: half.values[..<4])
        let expected = half.left.rows(0..<4).product(with: scaled, transposingSelf: true)
        let twice = try mergedMatrices("tsv_m", [vector, vector])
        #expect(expected.distance(to: twice.method) < tolerance)
        #expect(expected.distance(to: twice.twin) < tolerance)
    }

    @Test("alpha 0 is the base, and a model without a task vector takes no part")
    func zeros() throws {
        let base = DenseMatrix.noise(6, 4, seed: 1).elements
        let model = DenseMatrix.noise(6, 4, seed: 2).elements
        for one in Self.cases {
            let models = Array(repeating: model, count: min(2, one.modelCount))
            var global = one.global
            let equal = try merge(one.method, base, models.map { _ in base }, [6, 4], global)
            #expect(equal.method == base && equal.twin == base, "\(one)")
            guard try MethodRegistry.named(one.method).parameter("alpha") != nil else { continue }
            global["alpha"] = 0
            let unmoved = try merge(one.method, base, models, [6, 4], global)
            #expect(unmoved.method == base && unmoved.twin == base, "\(one)")
        }
    }

    @Test("what is no matrix is the mean of the task vectors, times alpha")
    func vectors() throws {
        let models: [[Double]] = [[2, 4], [4, 8]]
        let half: [String: ParameterValue] = ["alpha": 0.5]
        for (name, shape) in [
            ("bias", [2]), ("text_projection.weight", [2, 1]), ("c", [2, 1, 1]),
        ] {
            let merged = try merge("tsv_m", [1, 2], models, shape, half, name: name)
            #expect(merged.method == [2, 4] && merged.twin == [2, 4], "\(name)")
        }
    }

    @Test("more models than directions are refused before anything is read")
    func tooManyModels() throws {
        let extents = MatrixExtents(rows: 2, columns: 9, modelCount: 3)
        let method = try MethodRegistry.named("tsv_m")
            .make(MethodArguments(perModel: [[:], [:], [:]]))
        let traits = LayerTraits(name: "weight", shape: try #require(TensorShape([2, 9])))
        let procedure = try #require(
            method.matrixProcedure(method.rule(for: traits), for: traits)
        )
        let error = #expect(throws: UndefinedResult.self) { try procedure.byteCount(extents) }
        #expect(error?.reason.contains("more models (3) than directions") == true)
        let fitting = MatrixExtents(rows: 3, columns: 9, modelCount: 3)
        #expect(try procedure.byteCount(fitting) > 0)
    }
}
