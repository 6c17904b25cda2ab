import Checkpoints
import Foundation
import MergeEngine
import TestSupport
import Testing

@Suite("Angles of several models")
struct AnglesCommandTests {
    private let folder: TemporaryFolder
    private let family: CheckpointFamily

    init() throws {
        folder = try TemporaryFolder()
        family = try CheckpointFamily(in: folder, modelCount: 3)
    }

    private func run(_ options: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.run(
            "angles --base base.safetensors model_0.safetensors model_1.safetensors "
                + "model_2.safetensors " + options,
            in: folder.path
        )
    }

    private func report() throws -> MergeReport {
        let outcome = try run("--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try JSONDecoder().decode(MergeReport.self, from: Data(outcome.output.utf8))
    }

    /// The task vectors over some tensors, in plain numbers.
    private func vectors(_ names: [String]) throws -> [[Double]] {
        func values(_ path: String) throws -> [Double] {
            let checkpoint = try Checkpoint.open(path)
            return try names.flatMap { name in
                let bytes = try checkpoint.bytes(of: #require(checkpoint[name]))
                return stride(from: 0, to: bytes.count, by: 4).map { place in
                    let bits = (0..<4).reduce(UInt32(0)) {
                        $0 | UInt32(bytes[place + $1]) << (8 * $1)
                    }
                    return Double(Float(bitPattern: bits))
                }
            }
        }
        let base = try values(family.base)
        return try family.models.map { zip(try values($0), base).map { $0 - $1 } }
    }

    @Test("whole-model cosines and distances are those of plain sums")
    func wholeModels() throws {
        let report = try report()
        let pairs = try #require(report.pairs)
        let measured = report.layers.filter { $0.cosines != nil }
        #expect(pairs.layers == measured.count && pairs.vectors.count == 3)
        let vectors = try vectors(measured.map(\.name))
        func dot(_ i: Int, _ j: Int) -> Double {
            zip(vectors[i], vectors[j]).reduce(0) { $0 + $1.0 * $1.1 }
        }
        for i in 0..<3 {
            for j in 0..<3 {
                let cosine = dot(i, j) / (dot(i, i) * dot(j, j)).squareRoot()
                #expect(try abs(#require(pairs.cosines[i][j]) - cosine) < 1e-12)
                let square = dot(i, i) + dot(j, j) - 2 * dot(i, j)
                #expect(abs(pairs.distances[i][j] * pairs.distances[i][j] - square) < 1e-12)
            }
        }
    }

    @Test("each layer has the cosines of its pairs, whose mean is its own")
    func layers() throws {
        let measured = try report().layers.filter { $0.angle != nil }
        #expect(!measured.isEmpty)
        for layer in measured {
            let cosines = try #require(layer.cosines)
            #expect(cosines.count == 3)
            let mean = cosines.reduce(0, +) / 3
            #expect(abs(mean - (layer.cosine ?? .nan)) < 1e-9, "\(layer.name)")
        }
    }

    @Test("the text has a summary by block and the matrix of pairs")
    func text() throws {
        let text = try run("").output
        for words in [
            "block ", "vision input", "vision block 0", "cosine \\ distance",
            "model_0  model_1  model_2",
            "cosines above the diagonal",
        ] { #expect(text.contains(words), "\(words): \(text)") }
        let tables = try run("--csv").output.components(separatedBy: "\n\n")
        #expect(
            tables.count == 3 && tables[2].hasPrefix("cosine \\ distance,model_0,model_1,model_2\n")
        )
    }

    @Test("a plot with pairs has a point for each, named")
    func plot() throws {
        #expect(try run("--plot a.svg -q").status == 0)
        #expect(try run("--plot b.svg --pairs -q").status == 0)
        let (means, pairs) = try (
            String(decoding: folder.bytes(of: "a.svg"), as: UTF8.self),
            String(decoding: folder.bytes(of: "b.svg"), as: UTF8.self)
        )
        #expect(!means.contains("class=\"pairs\"") && pairs.contains("class=\"pairs\""))
        #expect(pairs.contains("model_0, model_2: angle"))
        #expect(try run("--pairs").status == 64)
    }
}

@Suite("Figures of methods that decide for each element")
struct ElementFiguresCommandTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    private func report(_ options: String) throws -> MergeReport {
        let outcome = try fixture.run(
            "merge --base pretrained model_0 model_1 -o out.safetensors --force --json " + options
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try JSONDecoder().decode(MergeReport.self, from: Data(outcome.output.utf8))
    }

    @Test("norms are those of the task vectors, sparsity is what the method left out")
    func ties() throws {
        let outcome = try fixture.run("angles --base pretrained model_0 model_1 --json")
        let angles = try JSONDecoder().decode(MergeReport.self, from: Data(outcome.output.utf8))
        let found = try report("--method ties --set density=0.25 --set weight=0.5")
        for layer in found.layers where layer.rule == "ties" && layer.elements > 1 {
            let measured = try #require(angles.layers.first { $0.name == layer.name })
            for (norm, expected) in zip(layer.norms ?? [], measured.norms ?? []) {
                #expect(abs(norm - expected) <= 1e-12 * expected, "\(layer.name)")
            }
            #expect(layer.norms?.count == 2)
            let sparsity = try #require(layer.sparsity)
            #expect(
                abs(sparsity - 0.75) <= 1 / Double(layer.elements),
                "\(layer.name): \(sparsity)"
            )
            let agreement = try #require(layer.signAgreement)
            #expect(agreement > 0.5 && agreement <= 1)
        }
    }

    @Test("they do not depend on threads and memory, and the merge does not depend on them")
    func sameFigures() throws {
        let options = "--method dare_ties --set density=0.5 --set weight=0.5 "
        let (one, two) = try (
            report(options + "--threads 1"), report(options + "--threads 3 --memory 3M")
        )
        #expect(one.layers == two.layers)
        let bytes = try fixture.tensors("out.safetensors")
        let quiet = try fixture.run(
            "merge --base pretrained model_0 model_1 -o plain.safetensors -q " + options
        )
        #expect(try quiet.status == 0 && fixture.tensors("plain.safetensors") == bytes)
    }
}
