import Foundation
import TestSupport
import Testing

/// Scores of real models against values that others can make again.
@Suite("Scores of real models")
struct RealScoreTests {
    /// Scores by model, in the order of `names`.
    private func scores(
        _ outcome: CommandLineProgram.Outcome,
        _ names: [String]
    ) throws -> [String: [Double]] {
        #expect(outcome.status == 0, "\(outcome.errors)")
        let rows = try ShapesExample.models(outcome.output)
        let pairs = try rows.map { row -> (String, [Double]) in
            let model = try #require((row["model"] as? String)?.split(separator: "/").last)
            let scores = try #require(row["scores"] as? [String: Any])
            return (String(model), try names.map { try #require(scores[$0] as? Double) })
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private func compare(_ found: [String: [Double]], _ expected: [String: [Double]]) {
        for (model, values) in expected {
            for (own, value) in zip(found[model] ?? [], values) {
                // The towers run in 32 bits, those of the values in 64.
                #expect(
                    (own - value).magnitude <= 1e-4 * max(value.magnitude, 1),
                    "\(model) \(value)"
                )
            }
            #expect(found[model]?.count == values.count)
        }
    }

    private static let names = ["lfc", "lgc", "logme", "h_alpha", "auc", "leep"]

    /// The published table of the example's models, from towers in 64 bits.
    @Test("the example's models, on images that the program draws")
    func shapes() throws {
        let example = try ShapesExample(count: 250)
        let command = "score base model_0 --data clean=clean.safetensors -q --json "
        let scores = command + "--scores \(Self.names.joined(separator: ","))"
        compare(
            try self.scores(try example.run(scores), Self.names),
            [
                "base": [0.471957, 0.401733, 0.027919, 4.784245, 0.886316, -1.078487],
                "model_0": [0.562777, 0.471071, 0.081055, 5.510433, 0.918180, -0.807775],
            ]
        )
        let pooled = try example.run(command + "--scores lfc --features pooled")
        compare(
            try self.scores(pooled, ["lfc"]),
            ["base": [0.482808], "model_0": [0.569411]]
        )
        let free = try example.run(command + "--scores lgc --outputs features")
        compare(try self.scores(free, ["lgc"]), ["base": [0.388446], "model_0": [0.455897]])
    }

    /// Values of plain loops in numpy, in 64 bits: the tower, explicit Jacobians, n x n kernels.
    @Test("CIFAR-10 models", .enabled(if: RealData.holds("images/clean")))
    func cifar() throws {
        let models = ["pretrained", "model_0", "model_1", "model_2"].map {
            RealData.folder + "/hf/" + $0
        }
        let data = ["--data", "clean=" + RealData.folder + "/images/clean", "-q", "--json"]
        let names = Self.names + ["ridge"]
        let outcome = try CommandLineProgram.run(
            ["score"] + models + data + ["--scores", names.joined(separator: ",")]
        )
        compare(
            try scores(outcome, names),
            [
                "pretrained": [
                    0.358453, 0.345180, -0.107718, 3.801876, 0.797856, -1.595624, 0.548,
                ],
                "model_0": [0.395770, 0.373046, -0.080063, 4.272152, 0.829629, -1.396955, 0.572],
                "model_1": [0.387246, 0.366265, -0.085925, 4.243526, 0.821743, -1.414015, 0.588],
                "model_2": [0.410129, 0.377545, -0.056491, 4.365305, 0.833658, -1.429971, 0.584],
            ]
        )
        let free = try CommandLineProgram.run(
            ["score"] + models + data + ["--scores", "lgc", "--outputs", "features"]
        )
        compare(
            try scores(free, ["lgc"]),
            [
                "pretrained": [0.342354], "model_0": [0.368854], "model_1": [0.362176],
                "model_2": [0.373306],
            ]
        )
    }
}
