import Foundation
import TestSupport
import Testing

@Suite("Curves measured here", .enabled(if: RealData.holds("openclip")))
struct BuiltInEvaluationTests {
    @Test("a point in memory scores what its file scores")
    func pointsInMemory() throws {
        let folder = try TemporaryFolder()
        let images = RealData.folder + "/images/clean"
        for name in try FileManager.default.contentsOfDirectory(atPath: images) {
            let files = try FileManager.default.contentsOfDirectory(atPath: images + "/" + name)
            let file = try #require(files.sorted().first)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(images)/\(name)/\(file)"))
            try folder.write(Array(bytes), as: "clean/\(name)/\(file)")
        }
        let (base, model) = (
            RealData.folder + "/openclip/pretrained.pt", RealData.folder + "/openclip/model_2.pt"
        )
        func run(_ command: String) throws -> String {
            let outcome = try CommandLineProgram.run(command, in: folder.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return outcome.output
        }
        let curve = try run(
            "wise-ft --base \(base) \(model) --alphas 0.5 --data clean=clean --json "
                + "--activation gelu --heads 4"
        )
        _ = try run(
            "merge --base \(base) \(model) --method wise_ft --set alpha=0.5 -o half.safetensors"
        )
        _ = try run(
            "evaluate half.safetensors --data clean=clean --jsonl half.jsonl --activation gelu "
                + "--heads 4"
        )
        let score = try #require(curve.firstMatch(of: #/"clean": ([0-9.]+)/#)?.1)
        let row = String(decoding: try folder.bytes(of: "half.jsonl"), as: UTF8.self)
        #expect(row.contains("\"clean\": \(score),") || row.contains("\"clean\": \(score)}"))
    }
}
