import Checkpoints
import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing

/// Norms are sums of squares, and the squares of 64-bit numbers leave 64 bits below 1e-162 and
/// above 1e154.
@Suite("Values whose squares leave 64 bits")
struct SquareRangeTests {
    private let fixture: MergeFixture

    init() throws { fixture = try MergeFixture() }

    /// Methods that measure: one ratio for the layer, one for each row, one for each column; with a
    /// base and without one.
    private static let methods = [
        (Method(.modelStock), true),
        (Method(.modelStock, ["granularity": "lastdim"]), true),
        (Method(.modelStock, ["granularity": "outrow"]), true),
        (
            Method(
                .nuslerp,
                ["nuslerp_flatten": false, "nuslerp_row_wise": true],
                weights: [1, 1]
            ), true
        ),
        (Method(.nuslerp, ["nuslerp_flatten": false], weights: [1, 1]), false),
        (Method(.karcher), false),
    ]

    /// Matrices of two rows and two columns, each of which differs from zero.
    private static let models: [[Double]] = [[0, 0, 0, 0], [1, 3, 2, 4], [2, 1, 4, 3]]

    private func request(
        _ models: [[Double]],
        _ method: (Method, hasBase: Bool),
        type: FloatingPointType = .f64
    ) throws -> MergeRequest {
        let paths = models.indices.map { fixture.folder.path("matrix_\($0).safetensors") }
        for (path, values) in zip(paths, models) {
            let bytes = SafetensorsFixture.bytes(values, as: type)
            try SafetensorsFixture.write(
                tensors: [("weight", type.elementType, [2, 2], bytes)],
                to: path
            )
        }
        let base = method.hasBase ? paths[0] : nil
        return MergeRequest(base: base, models: Array(paths.dropFirst()), method.0)
    }

    private func scaled(_ magnitude: Double) -> [[Double]] {
        Self.models.map { $0.map { $0 * magnitude } }
    }

    /// The numbers of the merged checkpoint.
    private func merged(_ request: MergeRequest) throws -> [Double] {
        let options = ExecutionOptions(threads: 1, output: .replacing)
        try fixture.merge(request, options)
        let checkpoint = try Checkpoint.open(fixture.folder.path("merged.safetensors"))
        let bytes = try checkpoint.bytes(of: checkpoint.tensors[0])
        return stride(from: 0, to: bytes.count, by: 8).map { start in
            Double(
                bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
            )
        }
    }

    @Test(
        "that vanish are an error that names the tensor, not the base",
        arguments: [1e-170, 1e-160, .leastNonzeroMagnitude],
        methods.indices
    )
    func vanishing(magnitude: Double, method: Int) throws {
        let error = #expect(throws: MergeError.self) {
            try fixture.merge(request(scaled(magnitude), Self.methods[method]))
        }
        guard case .squaresUnderflow("weight") = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
    }

    @Test(
        "that are too large are an error that names the tensor",
        arguments: [1e160, 1e300],
        methods.indices
    )
    func exceeding(magnitude: Double, method: Int) throws {
        let error = #expect(throws: MergeError.self) {
            try fixture.merge(request(scaled(magnitude), Self.methods[method]))
        }
        guard case .squaresOverflow("weight") = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
    }

    /// Scaled by a power of two nothing is rounded differently.
    @Test(
        "else merge as all numbers do",
        arguments: [0x1p-480, 0x1p-130, 0x1p480],
        0..<3
    )
    func holding(magnitude: Double, method: Int) throws {
        let ordinary = try merged(request(Self.models, Self.methods[method]))
        let found = try merged(request(scaled(magnitude), Self.methods[method]))
        #expect(found == ordinary.map { $0 * magnitude })
        #expect(ordinary.allSatisfy { $0 > 0 })
    }

    @Test("a few elements that vanish beside others are not an error")
    func mixed() throws {
        let models: [[Double]] = [[0, 0, 0, 0], [1, 3, 2, 1e-170], [2, 1, 1e-170, 3]]
        let found = try merged(request(models, Self.methods[0]))
        #expect(found.allSatisfy { $0 > 0 })
    }

    @Test("a model that equals its base is not an error")
    func equal() throws {
        let models: [[Double]] = [[1, 2, 3, 4], [1, 2, 3, 4], [2, 1, 4, 3]]
        #expect(try merged(request(models, Self.methods[0])).count == 4)
    }

    @Test("the smallest numbers of 32 bits have angles")
    func subnormal() throws {
        let models = scaled(Double(Float.leastNonzeroMagnitude))
        let plan = try MergePlan(
            request(models, Self.methods[0], type: .f32),
            options: ExecutionOptions(threads: 1)
        )
        let layer = try plan.measure().layers[0]
        // Both squares are 30, the product is 25, and all three are exact.
        #expect(layer.cosine == 25.0 / 30)
    }
}
