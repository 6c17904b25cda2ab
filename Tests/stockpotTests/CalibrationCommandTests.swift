import Foundation
import TestSupport
import Testing

@Suite("stockpot ensemble")
struct CalibrationCommandTests {
    @Test(
        "what the commands refuse before they open anything",
        arguments: [
            ("ensemble uniform", "Missing expected argument"),
            ("ensemble uniform p", "--data NAME: give at least one"),
            ("ensemble uniform p p --data a", "a model is named twice"),
            ("ensemble uniform p --data a --data a", "--data: a name occurs twice"),
            (
                "ensemble uniform p --data a --temperature-from a",
                "--temperature-from a: this data set is reported"
            ),
            ("ensemble greedy p q --data a --held-out a", "--data a: members are chosen on it"),
            ("evaluate m n --data a=b --average logits", "--average: needs --ensemble"),
        ]
    )
    func usage(command: String, message: String) throws {
        let outcome = try CommandLineProgram.run(command)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errorLines.first?.contains(message) == true, "\(outcome.errors)")
    }

    private static let files = "p/model_0.safetensors p/model_1.safetensors p/model_2.safetensors"

    private func example() throws -> ShapesExample {
        let example = try ShapesExample(count: 80)
        _ = try example.run("draw --set held-out --count 80 --seed 8 -o held.safetensors -q")
        let made = try example.run(
            "evaluate model_0 model_1 model_2 --data clean=clean.safetensors "
                + "--data held-out=held.safetensors --data again=held.safetensors -q "
                + "--predictions p --ensemble --json"
        )
        #expect(made.status == 0, "\(made.errors)")
        return example
    }

    private func records(_ outcome: CommandLineProgram.Outcome) throws -> [[String: Any]] {
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try outcome.output.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    private func clean(_ record: [String: Any]) throws -> [String: Any] {
        try #require((record["datasets"] as? [[String: Any]])?.first)
    }

    @Test(
        "answers from files are those of the models that ran, with temperatures from other images"
    )
    func uniform() throws {
        let example = try example()
        let command = "ensemble uniform \(Self.files) --data clean --temperature-from held-out "
        let found = try records(try example.run(command + "--json"))
        let ran = try records(
            try example.run(
                "evaluate model_0 model_1 model_2 --data clean=clean.safetensors -q --json "
                    + "--ensemble --average logits"
            )
        )
        #expect(found.count == 4 && ran.count == 4)
        for (own, other) in zip(found, ran) {
            #expect(try clean(own)["correct"] as? Int == clean(other)["correct"] as? Int)
        }
        for record in found {
            let set = try clean(record)
            let calibrated = try #require(set["calibrated"] as? [String: Any])
            #expect(try #require(record["temperature"] as? Double) > 0.05)
            #expect(record["temperature_from"] as? String == "held-out")
            #expect(calibrated["nll"] as? Double != set["nll"] as? Double)
        }
        #expect(found[3]["members"] as? [String] == ["model_0", "model_1", "model_2"])

        let table = try example.run(command + "--jsonl rows.jsonl")
        #expect(table.output.contains("ECE % at T") && table.output.contains("ensemble"))
        let rows = try String(decoding: example.folder.bytes(of: "rows.jsonl"), as: UTF8.self)
        #expect(rows.split(separator: "\n").count == 4 && rows.contains("\"temperature\":"))
        let plot = try example.run("plot rows.jsonl -o rows.svg")
        #expect(plot.errors.contains("temperature") == false)
        let again = try example.run(command + "--jsonl rows.jsonl")
        #expect(again.status == 73 && again.errors.contains("holds a result of model_0 already"))
    }

    @Test("probabilities are another mean, and one model is itself by either")
    func averages() throws {
        let example = try example()
        let logits = try records(
            try example.run("ensemble uniform \(Self.files) --data clean --json")
        )
        let probabilities = try records(
            try example.run(
                "ensemble uniform \(Self.files) --data clean --average probabilities --json"
            )
        )
        #expect(try clean(logits[3])["nll"] as? Double != clean(probabilities[3])["nll"] as? Double)
        #expect(try clean(logits[0])["nll"] as? Double == clean(probabilities[0])["nll"] as? Double)
        let single = try records(
            try example.run("ensemble uniform p/model_0.safetensors --data clean --json")
        )
        #expect(single.count == 1 && single[0]["members"] == nil)
        #expect(try clean(single[0])["ece"] as? Double == clean(logits[0])["ece"] as? Double)
    }

    @Test("greedy: steps, members, and figures on other images")
    func greedy() throws {
        let example = try example()
        let command = "ensemble greedy \(Self.files) --held-out held-out --data clean "
        let found = try records(try example.run(command + "--temperature-from held-out --json"))
        let steps = try #require(found[0]["steps"] as? [[String: Any]])
        let members = try #require(found[0]["members"] as? [String])
        #expect(steps.count == 3 && steps[0]["accepted"] as? Bool == true && found.count == 2)
        let accepted = steps.filter { $0["accepted"] as? Bool == true }
        #expect(accepted.compactMap { $0["model"] as? String } == members)
        #expect(accepted.last?["held_out"] as? Double == found[0]["held_out"] as? Double)
        let table = try example.run(command)
        #expect(table.output.contains("ensemble with it"))
    }

    @Test("the same images under another name are refused, and others are not")
    func sameImages() throws {
        let example = try example()
        let uniform = try example.run(
            "ensemble uniform \(Self.files) --data again --temperature-from held-out"
        )
        #expect(uniform.status == 64)
        #expect(uniform.errors.contains("again (the same images as held-out): is reported"))
        let greedy = try example.run(
            "ensemble greedy \(Self.files) --data again --held-out held-out"
        )
        #expect(greedy.status == 64)
        #expect(greedy.errors.contains("again: holds the images of held-out"))
        let missing = try example.run("ensemble uniform \(Self.files) --data dark")
        #expect(missing.status == 65 && missing.errors.contains("holds no predictions for dark"))
        let none = try example.run("ensemble uniform nothing.safetensors --data dark")
        #expect(none.status == 66)
    }
}

extension CalibrationCommandTests {
    @Test("a temperature that is folded into the head is 1 afterwards, and no answer changes")
    func folding() throws {
        let example = try example()
        let found = try records(
            try example.run(
                "ensemble uniform p/model_0.safetensors --data clean --temperature-from held-out --json"
            )
        )
        let temperature = try #require(found[0]["temperature"] as? Double)
        let converted = try example.run(
            "convert model_0 -o folded --dtype f32 --head-temperature \(temperature) -q"
        )
        #expect(converted.status == 0, "\(converted.errors)")
        let made = try example.run(
            "evaluate folded --data clean=clean.safetensors --data held-out=held.safetensors -q "
                + "--predictions folded.predictions.safetensors"
        )
        #expect(made.status == 0, "\(made.errors)")
        let again = try records(
            try example.run(
                "ensemble uniform folded.predictions.safetensors --data clean "
                    + "--temperature-from held-out --json"
            )
        )
        // Logits have 24 bits.
        #expect((try #require(again[0]["temperature"] as? Double) - 1).magnitude < 1e-4)
        let calibrated = try #require(try clean(found[0])["calibrated"] as? [String: Any])
        let folded = try #require(try clean(again[0])["nll"] as? Double)
        #expect((folded - (try #require(calibrated["nll"] as? Double))).magnitude < 1e-5)
        #expect(try clean(again[0])["correct"] as? Int == clean(found[0])["correct"] as? Int)

        for (option, message) in [("0", "a positive number"), ("nan", "a positive number")] {
            let refused = try example.run("convert model_0 -o no --head-temperature \(option)")
            #expect(refused.status == 64 && refused.errors.contains(message), "\(refused.errors)")
        }
    }
}
