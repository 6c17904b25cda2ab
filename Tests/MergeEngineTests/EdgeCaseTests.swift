import Checkpoints
import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing

@Suite("Special values and rules, through files")
struct EdgeCaseTests {
    private func values(_ fixture: MergeFixture, _ name: String = "merged.safetensors") throws
        -> [Float]
    {
        let checkpoint = try Checkpoint.open(fixture.folder.path(name))
        let bytes = try checkpoint.bytes(of: checkpoint.tensors[0])
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) })
        }
    }

    @Test("identical inputs give identical bytes, signed zeros included")
    func identical() throws {
        let fixture = try MergeFixture()
        let row = [0.1, -0.0, 0, 3e-45, -7]
        let report = try fixture.merge(try fixture.single([row, row, row]))
        #expect(try values(fixture).map(\.bitPattern) == row.map { Float($0).bitPattern })
        #expect(report.layers[0].rule == "copy" && report.layers[0].t == 0)
    }

    @Test("equal models give the model's bytes, signed zeros included")
    func equalModels() throws {
        let fixture = try MergeFixture()
        let row = [0.1, -0.0, 0, 3e-45, -7]
        let report = try fixture.merge(try fixture.single([[1, 2, 3, 4, 5], row, row]))
        #expect(try values(fixture).map(\.bitPattern) == row.map { Float($0).bitPattern })
        #expect(report.layers[0].t == 1 && report.layers[0].angle == 0)
    }

    @Test("one unchanged model of two keeps the base, and a warning names tensor and model")
    func oneUnchanged() throws {
        let fixture = try MergeFixture()
        let report = try fixture.merge(try fixture.single([[1, -0.0], [1, -0.0], [3, 4]]))
        #expect(
            try values(fixture).map(\.bitPattern) == [Float(1).bitPattern, Float(-0.0).bitPattern]
        )
        #expect(report.warnings.first == "'weight': not changed by model 1: its cosines count as 0")
    }

    @Test("opposite task vectors keep the base, with a warning that names the tensor")
    func singular() throws {
        let fixture = try MergeFixture()
        let report = try fixture.merge(try fixture.single([[5, 5], [6, 5], [4, 5]]))
        #expect(try values(fixture) == [5, 5])
        #expect(report.layers[0].rule == "singular")
        #expect(report.warnings.contains { $0.hasPrefix("'weight': the task vectors cancel") })
    }

    @Test("a constant added to all inputs shifts the result and keeps the ratio")
    func shifted() throws {
        let fixture = try MergeFixture()
        let rows = [[0.0, 0], [3, 4], [4, 3]]
        let plain = try fixture.merge(try fixture.single(rows), as: "plain.safetensors")
        let moved = try fixture.merge(
            try fixture.single(rows.map { $0.map { $0 + 8 } }),
            as: "moved.safetensors"
        )
        #expect(plain.layers[0].t == moved.layers[0].t)
        let difference = zip(
            try values(fixture, "moved.safetensors"),
            try values(fixture, "plain.safetensors")
        ).map { $0 - $1 - 8 }
        #expect(difference.allSatisfy { $0.magnitude <= 2 * Float(16).ulp })
    }

    @Test("a single element is averaged, a norm's statistics never extrapolated")
    func plainAverages() throws {
        let fixture = try MergeFixture()
        let scale = try fixture.merge(try fixture.single([[1], [2], [4]]), as: "a.safetensors")
        #expect(scale.layers[0].rule == "average")
        #expect(try values(fixture, "a.safetensors") == [3])
        let request = try fixture.single([[1, 1], [0, 2], [2, 0]], name: "bn.running_var")
        #expect(try fixture.merge(request, as: "b.safetensors").layers[0].rule == "average")
    }

    @Test(
        "the first NaN or infinity is named with its file, tensor and element",
        arguments: [
            Double.nan, .infinity, -.infinity,
        ]
    )
    func nonFinite(value: Double) throws {
        let fixture = try MergeFixture()
        var rows = Array(repeating: (0..<300_000).map { Double($0) }, count: 3)
        rows[2][270_001] = value
        rows[2][290_000] = value
        let request = try fixture.single(rows)
        let error = #expect(throws: MergeError.self) { try fixture.merge(request) }
        guard case .nonFinite("weight", request.models[1], 270_001) = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
        #expect(try fixture.folder.names().allSatisfy { !$0.contains("merged") })
    }

    @Test("a NaN where nothing is measured is found as well")
    func nonFiniteAverage() throws {
        let fixture = try MergeFixture()
        let request = try fixture.single([[1], [.nan], [4]])
        #expect(throws: MergeError.self) { try fixture.merge(request) }
    }

    @Test("a finite result beyond the output's type is an error that names the tensor")
    func overflow() throws {
        let fixture = try MergeFixture()
        var request = try fixture.single([[60000, 1], [70000, 2], [80000, 3]])
        request.recipe.outputType = .f16
        let error = #expect(throws: MergeError.self) { try fixture.merge(request) }
        guard case .overflow("weight", .f16, nil) = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
    }

    @Test("finite inputs whose differences leave 32 bits still merge")
    func wideDifferences() throws {
        let fixture = try MergeFixture()
        try fixture.merge(try fixture.single([[-3e38, 0], [3e38, 1e38], [3e38, -1e38]]))
        #expect(try values(fixture).allSatisfy(\.isFinite))
    }

    @Test("a NaN in a tensor that is only copied is found as well", arguments: [0.0, 1])
    func nonFiniteCopy(weight: Double) throws {
        let fixture = try MergeFixture()
        let copied = weight == 0 ? 0 : 1
        var request = try fixture.single(
            (0...1).map { $0 == copied ? [1, .nan] : [3, 4] }
        )
        request = request.by(Method(.wiseFT, ["alpha": .number(weight)]))
        let error = #expect(throws: MergeError.self) { try fixture.merge(request) }
        guard case .nonFinite("weight", request.inputs[copied], 1) = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
    }

    @Test("nearly orthogonal task vectors draw a warning about the whole merge")
    func lowRatio() throws {
        let fixture = try MergeFixture()
        let report = try fixture.merge(try fixture.single([[0, 0], [1, 0], [0, 1]]))
        #expect(report.medianRatio == 0)
        #expect(report.warnings.contains { $0.hasPrefix("the median ratio is 0.0") })
    }

    @Test("a merge that is not between its inputs is warned of, one that is is not")
    func extrapolation() throws {
        let fixture = try MergeFixture()
        let wide = try fixture.single([[0, 0], [1, 0], [-0.8, 0.1]])
        let report = try fixture.merge(wide)
        let text = "extrapolation in 1 of 1 layers: a coefficient is negative there"
        #expect(report.layers[0].t ?? 0 < 0)
        #expect(report.warnings.contains { $0.hasPrefix(text) }, "\(report.warnings)")
        let narrow = try MergeFixture()
        let between = try narrow.merge(try narrow.single([[0, 0], [1, 0], [0.8, 0.1]]))
        #expect(between.warnings.isEmpty, "\(between.warnings)")
    }
}
