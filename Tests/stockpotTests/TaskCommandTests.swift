import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// One tower, a head for each task: `merge --head drop`, `evaluate --head NAME=FILE`, `soup tune`.
@Suite("Several tasks")
struct TaskCommandTests {
    private let example: ShapesExample

    init() throws {
        example = try ShapesExample(count: 60)
        _ = try example.run("draw --set dark --count 60 --seed 9 -o dark.safetensors -q")
        for name in ["model_0", "model_1"] {
            let model = try Checkpoint.open("\(ExampleModels.folder)/\(name)")
            let parts = try model.tensors.filter { $0.name.contains("classification_head") }.map {
                ($0.name, $0.type, $0.shape.dimensions, try model.bytes(of: $0))
            }
            let path = example.folder.path("head_\(name.suffix(1)).safetensors")
            try SafetensorsFixture.write(tensors: parts, to: path)
            // Half of the features, and of the numbers.
            let cut = parts.map { part in
                part.2.count == 2
                    ? (
                        part.0, part.1, [part.2[0], part.2[1] / 2],
                        Array(part.3.prefix(part.3.count / 2))
                    )
                    : part
            }
            let narrow = example.folder.path("narrow.safetensors")
            try SafetensorsFixture.write(tensors: cut, to: narrow)
        }
    }

    private static let sets = "--data a=clean.safetensors --data b=dark.safetensors"
    private static let heads = "--head a=head_0.safetensors --head b=head_1.safetensors"

    private func records(_ outcome: CommandLineProgram.Outcome) throws -> [[String: Any]] {
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try outcome.output.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    private func accuracies(_ record: [String: Any]) throws -> [Double] {
        try #require(record["datasets"] as? [[String: Any]]).compactMap { $0["top1"] as? Double }
    }

    @Test("a tower without its head, verified, and measured with heads of tasks")
    func tower() throws {
        let options = "--base base model_0 model_1 --method linear --set weight=0.5"
        let merged = try example.run("merge \(options) --head drop -o tower -q")
        #expect(merged.status == 0, "\(merged.errors)")
        let names = try Checkpoint.open(example.folder.path("tower")).tensors.map(\.name)
        #expect(!names.isEmpty && !names.contains { $0.contains("classification_head") })
        let verified = try example.run("verify \(options) --head drop --merged tower")
        #expect(verified.status == 0, "\(verified.errors)\(verified.output)")
        let whole = try example.run("verify \(options) --merged tower")
        #expect(whole.status != 0)
        let again = try example.run("merge --from tower -o again -q")
        #expect(again.status == 0, "\(again.errors)")
        #expect(
            try example.folder.bytes(of: "again/model.safetensors")
                == example.folder.bytes(of: "tower/model.safetensors")
        )
        let none = try example.run("merge --method average tower again --head drop -o no -q")
        #expect(none.status == 64 && none.errors.contains("head: no tensor belongs"))

        let found = try records(
            try example.run(
                "evaluate tower model_0 \(Self.sets) \(Self.heads) --single a=0.5 --single b=model_1 "
                    + "-q --json"
            )
        )
        // The model with its own head and with the file of that head are the same.
        let own = try records(
            try example.run("evaluate model_0 model_1 \(Self.sets) -q --json")
        )
        let (tower, model) = (try accuracies(found[0]), try accuracies(found[1]))
        #expect(try model[0] == accuracies(own[0])[0])
        let single = try accuracies(own[1])[1]
        #expect(found[0]["singles"] as? [Double] == [0.5, single])
        #expect(found[0]["task_mean"] as? Double == (tower[0] + tower[1]) / 2)
        let normalised = (tower[0] / 0.5 + tower[1] / single) / 2
        #expect(found[0]["normalised"] as? Double == normalised)
        #expect(found[0]["shift_average"] == nil)
        let table = try example.run("evaluate tower \(Self.sets) \(Self.heads) -q")
        #expect(table.output.contains("tower: mean of 2 tasks"))
    }

    @Test(
        "what is refused",
        arguments: [
            ("--head a=head_0.safetensors", 64, "--head: none for b"),
            ("--head a=head_0.safetensors --head x=y", 64, "--head x=y: give NAME=FILE"),
            (heads + " --head a=head_1.safetensors", 64, "--head a: the name occurs twice"),
            (heads + " --ensemble", 64, "--ensemble: takes"),
            (heads + " --single a=0.5", 64, "--single: none for b"),
            (heads + " --single c=0.5", 64, "--single c: there is no task of this name"),
            ("--single a=0.5 --single b=0.5", 64, "--single: needs a head for each task"),
            (
                "--head a=head_0.safetensors --head b=narrow.safetensors", 65,
                "has the shape [10, 32], expected [classes, 64]"
            ),
            ("--head a=head_0.safetensors --head b=nothing.safetensors", 66, "nothing.safetensors"),
        ]
    )
    func refusals(options: String, status: Int, message: String) throws {
        let outcome = try example.run("evaluate model_0 model_1 \(Self.sets) \(options) -q")
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        let score = try example.run("score model_0 --data a=clean.safetensors --head x --head y")
        #expect(score.status == 64 && score.errors.contains("--head: takes one file"))
    }

    private static let tasks =
        "--task a=clean.safetensors,head_0.safetensors --task b=dark.safetensors,head_1.safetensors"

    @Test("a search: every value as evaluate has it, early end, the log, and the soup once more")
    func tune() throws {
        let command =
            "soup tune --base base model_0 model_1 --method iso_c --vary alpha=0:2:0.5 \(Self.tasks) "
            + "--log log.jsonl --json -q"
        let found = try records(try example.run(command + " -o tuned"))[0]
        let points = try #require(found["points"] as? [[String: Any]])
        let values = points.compactMap { $0["value"] as? Double }
        let normalised = points.compactMap { $0["normalised"] as? Double }
        #expect(values.count >= 4 && values[0] == 0)
        let chosen = try #require(found["chosen"] as? Double)
        let best = try #require(normalised.max())
        #expect(chosen == values[try #require(normalised.firstIndex(of: best))])

        // A value by merge and evaluate.
        let options = "--base base model_0 model_1 --method iso_c --set alpha=\(chosen) --head drop"
        let merged = try example.run("merge \(options) -o merged -q")
        #expect(merged.status == 0, "\(merged.errors)")
        let weights = try ["merged", "tuned"].map {
            try Checkpoint.open(example.folder.path($0))
        }
        for tensor in weights[0].tensors {
            let other = try #require(weights[1][tensor.name])
            #expect(try weights[0].bytes(of: tensor) == weights[1].bytes(of: other))
        }
        let singles = "--single a=model_0 --single b=model_1"
        let record = try records(
            try example.run("evaluate merged \(Self.sets) \(Self.heads) \(singles) -q --json")
        )[0]
        #expect(record["normalised"] as? Double == best)
        let again = try example.run("merge --from tuned -o again -q")
        #expect(again.status == 0, "\(again.errors)")
        #expect(
            try example.folder.bytes(of: "again/model.safetensors")
                == example.folder.bytes(of: "tuned/model.safetensors")
        )

        // The log knows all values; one more is measured.
        let rows = { try String(decoding: example.folder.bytes(of: "log.jsonl"), as: UTF8.self) }
        let before = try rows().split(separator: "\n").count
        #expect(before == values.count + 2)
        let resumed = try records(try example.run(command + " -o resumed"))[0]
        #expect(try rows().split(separator: "\n").count == before)
        #expect(resumed["chosen"] as? Double == chosen)
        let table = try example.run(
            "soup tune --base base model_0 --method iso_c --vary alpha=1,2 "
                + "--task a=clean.safetensors,head_0.safetensors --single a=0.9 -o one -q"
        )
        #expect(table.output.contains("chosen") && table.output.contains("normalised"))
    }

    @Test(
        "what a search refuses",
        arguments: [
            ("--method iso_c --vary alpha=1:0:1 \(tasks)", 64, "--vary"),
            ("--method iso_c --vary lambda=1 \(tasks)", 64, "parameter 'lambda' of iso_c"),
            ("--method iso_c --vary flatten=7 \(tasks)", 64, "does not take 7"),
            (
                "--method iso_c --vary alpha=1 --task a=clean.safetensors,head_0.safetensors", 64,
                "--single: 2 models for 1 task"
            ),
            ("--method iso_c --vary alpha=1 \(tasks) --patience 0", 64, "--patience: at least 1"),
            ("--method iso_c --vary alpha=1 --task a=clean.safetensors", 64, "--task"),
            ("--method iso_c --vary alpha=1 \(tasks) --head x", 64, "--head"),
            (
                "--method iso_c --vary alpha=1 \(tasks) --single a=0 --single b=0.5", 65,
                "a: its own model gets no image right"
            ),
        ]
    )
    func refusals(of options: String, status: Int, message: String) throws {
        let outcome = try example.run("soup tune --base base model_0 model_1 -o out -q \(options)")
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: example.folder.path("out")))
    }
}
