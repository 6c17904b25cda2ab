import Checkpoints
import SyntheticCheckpoints
import Tensors
import Testing

struct AngleTests {
    @Test(arguments: [(2, 60.0), (3, 20), (5, 90), (4, 1)])
    func everyPairEnclosesTheAngleExactly(modelCount: Int, angle: Double) throws {
        let family = SyntheticFamily(
            architecture: .tiny,
            modelCount: modelCount,
            angle: angle,
            seed: 7
        )
        let measured = try MeasuredFamily(family)
        for tensor in family.architecture.tensors() where tensor.name != "logit_scale" {
            let vectors = try measured.taskVectors(tensor.name)
            let expected = try #require(family.expectedAngle(of: tensor.name))
            #expect(abs(expected - angle) < 0.001)
            let norm = product(vectors[0], vectors[0])
            for right in 1..<modelCount {
                for left in 0..<right {
                    #expect(abs(degrees(vectors[left], vectors[right]) - expected) < 1e-6)
                }
                #expect(product(vectors[right], vectors[right]) == norm)
            }
        }
    }

    @Test(arguments: SyntheticLayout.allCases)
    func typicalAnglesDependOnTheLayer(layout: SyntheticLayout) throws {
        let family = SyntheticFamily(architecture: .tiny, modelCount: 2, layout: layout)
        let measured = try MeasuredFamily(family)
        var seen: Set<Double> = []
        for tensor in family.architecture.tensors(layout: layout) {
            guard let expected = family.expectedAngle(of: tensor.name) else { continue }
            let vectors = try measured.taskVectors(tensor.name)
            #expect(abs(degrees(vectors[0], vectors[1]) - expected) < 1e-6)
            let isSmall = tensor.name.hasSuffix("bias") || tensor.name.contains("class_embedding")
            if isSmall { #expect((0.9...10.1).contains(expected)) }
            seen.insert(expected)
        }
        #expect(seen.count > 50)
    }

    @Test func laterMatricesStandCloserTogether() throws {
        let family = SyntheticFamily(architecture: .vitB32, modelCount: 2)
        let blocks = "vision_model.encoder.layers"
        let first = try #require(family.expectedAngle(of: blocks + ".0.mlp.fc1.weight"))
        let last = try #require(family.expectedAngle(of: blocks + ".11.mlp.fc1.weight"))
        #expect((61...78).contains(first))
        #expect((33...50).contains(last))
    }

    @Test(arguments: [(FloatingPointType.f16, 0.05), (.bf16, 0.7), (.f64, 1e-6)])
    func roundingMovesTheAngleLittle(type: FloatingPointType, tolerance: Double) throws {
        let family = SyntheticFamily(architecture: .tiny, modelCount: 2, angle: 50, type: type)
        let measured = try MeasuredFamily(family)
        for tensor in family.architecture.tensors() where tensor.shape.elementCount >= 4096 {
            let vectors = try measured.taskVectors(tensor.name)
            #expect(abs(degrees(vectors[0], vectors[1]) - 50) < tolerance + 0.001)
        }
    }

    @Test func tensorsWithoutAnAngleAreNamed() {
        let family = SyntheticFamily(architecture: .tiny, modelCount: 2, angle: 50)
        #expect(family.expectedAngle(of: "logit_scale") == nil)
        #expect(family.expectedAngle(of: "no.such.tensor") == nil)
    }

    @Test func impossibleFamiliesTrap() async {
        await #expect(processExitsWith: .failure) {
            _ = SyntheticFamily(architecture: .tiny, modelCount: 2, angle: 91)
        }
        await #expect(processExitsWith: .failure) {
            _ = SyntheticFamily(architecture: .tiny, modelCount: 0)
        }
    }
}
