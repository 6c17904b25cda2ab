import MergeVerification
import Tensors
import TestSupport
import Testing

@Suite("Two merges compared")
struct OutputComparisonTests {
    private let folder: TemporaryFolder
    private let base: [Float] = [1, 2, 3, 4]
    private let merged: [Float] = [1.5, 2.5, 3.5, 4.5]

    init() throws {
        folder = try TemporaryFolder()
        try write(base, as: "base")
        try write(merged, as: "model")
        try write(merged, as: "merged")
    }

    private func write(_ values: [Float], as name: String) throws {
        try SafetensorsFixture.write(
            tensors: [("weight", .f32, [values.count], SafetensorsFixture.bytes(values))],
            to: folder.path(name + ".safetensors")
        )
    }

    private func compare(
        _ values: [Float],
        _ rule: OutputComparison.Rule
    ) throws -> OutputDistance {
        try write(values, as: "other")
        return try OutputComparison(
            inputs: ["base", "model"].map { folder.path($0 + ".safetensors") },
            expected: folder.path("merged.safetensors"),
            merged: folder.path("other.safetensors"),
            rule: rule
        ).compare()
    }

    @Test("equal bytes hold")
    func equal() throws {
        let distance = try compare(merged, .verified)
        #expect(distance.ok && distance.elements == 4 && distance.maxUnits == 0)
    }

    @Test("one unit in the last place holds, two do not")
    func units() throws {
        var other = merged
        other[2] = other[2].nextUp
        #expect(try compare(other, .verified).ok)
        other[2] = other[2].nextUp
        let distance = try compare(other, .verified)
        #expect(distance.mismatchedLayers == ["weight"] && distance.maxUnits == 2)
    }

    @Test("another ratio holds as far as it may differ; roundoffs come off first")
    func ratio() throws {
        // The task vector is 0.5: the merge has t = 1, this one t = 1.25.
        var other = merged
        other[3] += 0.125
        let distance = try compare(other, .ratio(error: 0.25, roundoffs: 0))
        #expect(distance.ok && distance.maxUnits == 0.25 && distance.maxAbsError == 0.125)
        #expect(try !compare(other, .ratio(error: 0.24, roundoffs: 0)).ok)
        // One unit in the last place of 4.5 is 8 roundoffs of 2^-24, of which 4.5 is the scale.
        other[3] = merged[3].nextUp
        #expect(try compare(other, .ratio(error: 0, roundoffs: 2)).ok)
        #expect(try !compare(other, .ratio(error: 0, roundoffs: 1.7)).ok)
    }

    @Test("NaN never holds", arguments: [true, false])
    func nan(byUnits: Bool) throws {
        let rule = byUnits ? OutputComparison.Rule.verified : .ratio(error: 1e300, roundoffs: 0)
        #expect(try !compare([1.5, .nan, 3.5, 4.5], rule).ok)
    }

    @Test("another shape is an error that names the tensor")
    func shape() throws {
        #expect(throws: VerificationError.self) { try compare([1, 2], .verified) }
    }
}
