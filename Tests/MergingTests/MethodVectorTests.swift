import Merging
import ReferenceMerging
import Testing

/// The vectors of the specification, worked out in 64 bits with another program.
@Suite("Methods on vectors worked out elsewhere")
struct MethodVectorTests {
    /// What the tables' nine decimals leave open.
    private let rounding = 6e-10

    private static let base = [1, 0.5, -0.5, 2, -1, 0.25]
    private static let first = zip(base, [0.4, -0.1, 0.3, 0, -0.6, 0.2]).map { $0 + $1 }
    private static let second = zip(base, [-0.2, 0.5, 0.1, 0.7, -0.3, 0]).map { $0 + $1 }

    struct Vector: Sendable {
        var method: String
        var base: [Double]? = MethodVectorTests.base
        var models = [MethodVectorTests.first, MethodVectorTests.second]
        var global: [String: Double] = [:]
        var weights: [Double] = []
        var expected: [Double]
    }

    // One row for each vector.
    // swift-format-ignore
    private static let vectors = [
        Vector(method: "slerp", models: [first], global: ["t": 0.3], expected: [1.127804649, 0.473037078, -0.412460247, 2.013301975, -1.188381480, 0.312239578]),
        Vector(method: "nuslerp", weights: [0.6, 0.4], expected: [1.198585566, 0.700695936, -0.211981754, 2.389421399, -1.631668120, 0.404924412]),
        Vector(method: "nuslerp", base: nil, weights: [0.6, 0.4], expected: [1.178017654, 0.650944415, -0.284720808, 2.317439877, -1.503489862, 0.375737717]),
        Vector(method: "multislerp", base: nil, models: [first, second, base], weights: [0.5, 0.3, 0.2], expected: [1.170186843, 0.598602631, -0.330908576, 2.238048147, -1.410210878, 0.357218690]),
        Vector(method: "multislerp", weights: [0.6, 0.4], expected: [1.240032461, 0.659168332, -0.198210962, 2.340941140, -1.652283954, 0.418722107]),
        Vector(method: "karcher", expected: [1.097035961, 0.629877926, -0.381541443, 2.259743554, -1.315114799, 0.322783120]),
        Vector(method: "task_arithmetic", global: ["lambda": 0.5], weights: [0.6, 0.4], expected: [1.08, 0.57, -0.39, 2.14, -1.24, 0.31]),
        Vector(method: "linear", base: nil, weights: [0.6, 0.4], expected: [1.16, 0.64, -0.28, 2.28, -1.48, 0.37]),
        Vector(method: "linear", base: nil, models: [first, second, base], weights: [2, 1, 1], expected: [1.15, 0.575, -0.325, 2.175, -1.375, 0.35]),
    ]

    @Test("the method", arguments: vectors)
    func method(vector: Vector) throws {
        let arguments = MethodArguments(
            global: vector.global.mapValues { .number($0) },
            perModel: vector.models.indices.map { model in
                vector.weights.isEmpty ? [:] : ["weight": .number(vector.weights[model])]
            }
        )
        let method = try MethodRegistry.named(vector.method).make(arguments)
        let merged = try plainMerge(method, base: vector.base, models: vector.models)
        #expect(distance(merged, vector.expected) < rounding, "\(merged)")
    }

    @Test("the naive twin", arguments: vectors)
    func twin(vector: Vector) throws {
        let merged = try #require(
            referenceMerge(
                method: vector.method,
                ReferenceTensor(
                    name: "visual.conv1.weight",
                    shape: [6],
                    base: vector.base,
                    models: vector.models
                ),
                ReferenceParameters(
                    global: vector.global.mapValues { .number($0) },
                    perModel: vector.weights.map { ["weight": .number($0)] }
                )
            )
        )
        #expect(distance(merged, vector.expected) < rounding, "\(merged)")
    }
}
