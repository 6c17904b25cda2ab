import Checkpoints
import MergeEngine
import Merging
import Patterns
import Tensors
import TestSupport
import Testing

/// Masks: buffers with infinities that all inputs share and that no arithmetic should touch.
@Suite("Infinities that all inputs share")
struct SharedInfinityTests {
    private static let mask: [Double] = [0, -.infinity, 1, -.infinity]

    static let methods = [
        Method(.modelStock), Method(.modelStock, ["granularity": "outrow"]), Method(.average),
        Method(.taskArithmetic, weights: [1, 0.5]), Method(.ties, weights: [1, 1]),
        Method(.slerp, ["t": 0.5]), Method(.isoC),
    ]

    @Test("are copied, and told", arguments: methods)
    func copied(method: Method) throws {
        let fixture = try MergeFixture()
        let count = method.description.modelCounts.contains(2) ? 3 : 2
        let request = try fixture.single(Array(repeating: Self.mask, count: count), method)
        let report = try fixture.merge(request, as: "out.safetensors")
        let merged = try Checkpoint.open(fixture.folder.path("out.safetensors"))
        let base = try Checkpoint.open(request.inputs[0])
        #expect(try merged.bytes(of: merged.tensors[0]) == base.bytes(of: base.tensors[0]))
        #expect(report.layers[0].rule == "copy" && report.warnings.count == 1)
        #expect(report.warnings.first?.hasSuffix("as masks do: copied") == true)
    }

    @Test("also in a layer of several segments, and where only angles are measured")
    func large() throws {
        let fixture = try MergeFixture()
        var values = (0..<600_000).map { Double($0 % 7) }
        values[400_000] = .infinity
        let request = try fixture.single(Array(repeating: values, count: 3))
        let report = try fixture.merge(request, as: "out.safetensors")
        #expect(report.layers[0].rule == "copy" && report.layers[0].norms == nil)
        let merged = try Checkpoint.open(fixture.folder.path("out.safetensors"))
        let base = try Checkpoint.open(request.inputs[0])
        #expect(try merged.bytes(of: merged.tensors[0]) == base.bytes(of: base.tensors[0]))
        let plan = try MergePlan(request, options: ExecutionOptions(threads: 2))
        #expect(try plan.measure().layers[0].rule == "copy")
    }

    @Test("one other value anywhere in the tensor: refused, with the tensor's name")
    func differing() throws {
        let fixture = try MergeFixture()
        let other = Self.mask.dropLast() + [-3]
        let request = try fixture.single([Self.mask, Self.mask, Array(other)])
        let error = #expect(throws: MergeError.self) { try fixture.merge(request) }
        #expect(error?.remedy == .baseValues(of: "weight"))
    }

    @Test("where the user keeps the base's, they are the base's")
    func excluded() throws {
        let fixture = try MergeFixture()
        let other = Self.mask.dropLast() + [-3]
        let mask = try fixture.single([Self.mask, Self.mask, Array(other)])
        for (number, path) in mask.inputs.enumerated() {
            let values = number == 2 ? Array(other) : Self.mask
            try SafetensorsFixture.write(
                tensors: [
                    ("weight", .f32, [4], SafetensorsFixture.bytes(values, as: .f32)),
                    ("proj", .f32, [2], SafetensorsFixture.bytes([1, Double(number)], as: .f32)),
                ],
                to: path
            )
        }
        var request = MergeRequest(
            base: mask.inputs[0],
            models: Array(mask.inputs.dropFirst()),
            Method(.modelStock)
        )
        request.recipe.options.excluded = [try #require(try? Pattern("^weight$"))]
        try fixture.merge(request, as: "out.safetensors")
        let merged = try Checkpoint.open(fixture.folder.path("out.safetensors"))
        let base = try Checkpoint.open(request.inputs[0])
        let record = try #require(merged["weight"])
        #expect(try merged.bytes(of: record) == base.bytes(of: #require(base["weight"])))
    }
}
