import Checkpoints
import Foundation
import TestSupport
import Testing

/// Recipes from the command line: the same bytes as options give, and every refusal.
@Suite("Recipes")
struct RecipeCommandTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    /// The bytes of the tensors, without the header that names how they were made.
    private func tensors(_ file: String) throws -> [UInt8] { try fixture.tensors(file) }

    @Test(
        "a recipe gives the bytes of the command line that says the same",
        arguments: [
            ("merge_method: model_stock\nbase_model: pretrained", ""),
            (
                "merge_method: model_stock\nbase_model: pretrained\nstockpot: {variant: official, "
                    + "clamp_t: true, qkv: split, ignore: [layer_norm1]}",
                "--variant official --clamp-t --qkv split --ignore layer_norm1"
            ),
            (
                "merge_method: linear\nbase_model: pretrained\nparameters: {weight: 0.25, "
                    + "normalize: false}\nout_dtype: float16",
                "--method linear --set weight=0.25 --set base.weight=0.25 --set normalize=false "
                    + "--dtype f16"
            ),
            (
                "merge_method: task_arithmetic\nbase_model: pretrained\n"
                    + "parameters: {weight: 1, lambda: [0.25, 0.75]}",
                "--method task_arithmetic --set weight=1 --set lambda=[0.25,0.75]"
            ),
        ]
    )
    func equivalence(recipe: String, options: String) throws {
        let models = "\nmodels: [{model: model_0}, {model: model_1}]"
        let ours = try fixture.merge(recipe + models)
        #expect(ours.status == 0, "\(ours.errors)")
        let command = "merge --base pretrained model_0 model_1 -o other.safetensors " + options
        let other = try fixture.run(command)
        #expect(other.status == 0, "\(other.errors)")
        #expect(try tensors("out.safetensors") == tensors("other.safetensors"))
    }

    @Test("values in brackets differ from block to block, and are refused where they are none")
    func gradients() throws {
        let command =
            "merge --base pretrained model_0 model_1 --method task_arithmetic "
            + "-o out.safetensors --set weight=1 --force --set "
        func merged(_ values: String) throws -> [UInt8] {
            let outcome = try fixture.run(command + values)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try tensors("out.safetensors")
        }
        #expect(try merged("lambda=[0.25,0.25,0.25]") == merged("lambda=0.25"))
        #expect(try merged("lambda=[0.25,0.75]") != merged("lambda=0.25"))
        #expect(try merged("lambda=[0.25,0.75]") != merged("lambda=0.75"))
        for (setting, reason) in [
            ("lambda=[0.25,x]", "'x' is not a number"), ("lambda=[", "are written [0.3,0.5]"),
            ("lambda=[]", "are written [0.3,0.5]"), ("lambd=[1,2]", "did you mean 'lambda'?"),
            ("base.weight=[1,2]", "the base's own value is a single one"),
        ] {
            let outcome = try fixture.run(command + setting)
            #expect(outcome.status == 64 && outcome.errors.contains(reason), "\(outcome)")
        }
    }

    @Test("a filter and a gradient reach the tensors that they name")
    func filters() throws {
        let one = "merge_method: linear\nmodels:\n- {model: model_0, parameters: {weight: "
        let other = "}}\n- {model: model_1, parameters: {weight: 1}}"
        #expect(try fixture.merge(one + "1" + other, "-o plain.safetensors").status == 0)
        #expect(try fixture.merge(one + "[1, 1, 1]" + other, "-o same.safetensors").status == 0)
        #expect(try tensors("plain.safetensors") == tensors("same.safetensors"))
        let filtered = "[{filter: layer_norm1, value: 3}, {value: 1}]"
        #expect(try fixture.merge(one + filtered + other, "-o filtered.safetensors").status == 0)
        #expect(try tensors("plain.safetensors") != tensors("filtered.safetensors"))
    }

    @Test("methods that measure follow recipes, with and without a base, with values per tensor")
    func measuringMethods() throws {
        func same(_ recipe: String, _ command: String) throws -> Bool {
            let ours = try fixture.merge(recipe, "-o ours.safetensors --force")
            #expect(ours.status == 0, "\(ours.errors)")
            let other = try fixture.run("merge \(command) -o other.safetensors --force")
            #expect(other.status == 0, "\(other.errors)")
            return try tensors("ours.safetensors") == tensors("other.safetensors")
        }
        let slerp = "merge_method: slerp\nbase_model: pretrained\nmodels: [{model: model_0}]\n"
        let command = "--method slerp --set t=0.5 --base pretrained model_0"
        let filtered = "parameters: {t: [{filter: self_attn, value: 1}, {value: 0.5}]}"
        #expect(try same(slerp + "parameters: {t: 0.5}", command))
        #expect(try !same(slerp + filtered, command))
        let models = """
            models:
              - {model: model_0, parameters: {weight: 1}}
              - {model: model_1, parameters: {weight: 3}}

            """
        let pair = "--set weight=1,3 model_0 model_1"
        #expect(try same("merge_method: nuslerp\n" + models, "--method nuslerp \(pair)"))
        #expect(
            try same(
                "merge_method: nuslerp\nbase_model: pretrained\n" + models
                    + "parameters: {nuslerp_flatten: false, nuslerp_row_wise: true}",
                "--method nuslerp --base pretrained --set nuslerp_flatten=false "
                    + "--set nuslerp_row_wise=true \(pair)"
            )
        )
        #expect(
            try same(
                "merge_method: karcher\nmodels: [{model: model_0}, {model: model_1}]",
                "--method karcher model_0 model_1"
            )
        )
    }

    @Test("documents use earlier results by name")
    func documents() throws {
        let recipe = """
            name: half
            merge_method: linear
            models:
              - {model: model_0, parameters: {weight: 1}}
              - {model: model_1, parameters: {weight: 1}}
            ---
            merge_method: linear
            models:
              - {model: half, parameters: {weight: 1}}
            """
        let refused = try fixture.merge(recipe)
        #expect(refused.status == 64 && refused.errors.contains("--stages FOLDER"))
        let outcome = try fixture.merge(recipe, "-o out.safetensors --stages .")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try tensors("half.safetensors") == tensors("out.safetensors"))
        try again(of: "out.safetensors")
    }

    /// A merge of two documents is planned, printed, verified and repeated by its own record.
    private func again(of file: String) throws {
        let planned = try fixture.run("merge r.yaml -o x.safetensors --dry-run --json")
        #expect(planned.status == 0 && planned.output.contains("\"output\": \"half\""))
        try FileManager.default.createDirectory(
            atPath: fixture.folder.path("again"),
            withIntermediateDirectories: false
        )
        let repeated = try fixture.run("merge --from \(file) -o again.safetensors --stages again")
        #expect(repeated.status == 0, "\(repeated.errors)")
        #expect(
            try fixture.folder.bytes(of: file) == fixture.folder.bytes(of: "again.safetensors")
        )
        #expect(
            try fixture.folder.bytes(of: "half.safetensors")
                == fixture.folder.bytes(of: "again/half.safetensors")
        )
        for source in ["r.yaml", "--from \(file)"] {
            let unknown = try fixture.run("verify \(source) --merged \(file)")
            #expect(unknown.status == 64 && unknown.errors.contains("--stages FOLDER"))
            let verified = try fixture.run("verify \(source) --stages again --merged \(file)")
            #expect(verified.status == 0, "\(verified.errors)")
        }
        let printed = try fixture.run("merge --from \(file) -o x --print-recipe").output
        #expect(printed.contains("\n---\n") && printed.contains("\"model\": \"half\""))
        #expect(try !fixture.folder.names().contains("x.safetensors"))
    }

    @Test("models whose paths end alike are told apart in the record")
    func equalNames() throws {
        for (folder, model) in [("one", "model_0"), ("two", "model_1")] {
            let bytes = try fixture.folder.bytes(of: model + "/model.safetensors")
            try fixture.folder.write(bytes, as: folder + "/tuned/model.safetensors")
        }
        let text = "merge_method: average\nmodels: [{model: one/tuned}, {model: two/tuned}]"
        #expect(try fixture.merge(text).status == 0)
        let command = "merge --method average model_0 model_1 -o plain.safetensors"
        #expect(try fixture.run(command).status == 0)
        let repeated = try fixture.run("merge --from out.safetensors -o again.safetensors")
        #expect(repeated.status == 0, "\(repeated.errors)")
        #expect(try tensors("again.safetensors") == tensors("plain.safetensors"))
    }

    @Test("the plan and the recipe are printed, and nothing is written")
    func printing() throws {
        let before = try fixture.folder.names()
        #expect(try fixture.run("merge recipe.yaml -o x --dry-run").status == 0)
        let printed = try fixture.run("merge recipe.yaml -o x --print-recipe")
        #expect(
            printed.output == """
                {"merge_method": "linear", "models": [{"model": "model_0", "parameters": \
                {"weight": 0.6}}, {"model": "model_1", "parameters": {"weight": 0.4}}]}

                """
        )
        #expect(try fixture.folder.names() == before)
    }

    @Test(
        "a command line amounts to a recipe, which the output records",
        arguments: [
            (
                "",
                #"{"merge_method": "model_stock", "base_model": "pretrained", "models": "#
                    + #"[{"model": "model_0"}, {"model": "model_1"}]}"#
            ),
            (
                "--variant official --clamp-t --qkv split --ignore layer_norm1 --dtype f16",
                #"{"merge_method": "model_stock", "base_model": "pretrained", "models": "#
                    + #"[{"model": "model_0"}, {"model": "model_1"}], "out_dtype": "float16", "#
                    + #""stockpot": {"clamp_t": true, "variant": "official", "qkv": "split", "#
                    + #""ignore": ["layer_norm1"]}}"#
            ),
            (
                "--method linear --set weight=0.25,0.5 --set base.weight=1 --set normalize=false",
                #"{"merge_method": "linear", "base_model": "pretrained", "models": "#
                    + #"[{"model": "model_0", "parameters": {"weight": 0.25}}, "#
                    + #"{"model": "model_1", "parameters": {"weight": 0.5}}, "#
                    + #"{"model": "pretrained", "parameters": {"weight": 1}}], "#
                    + #""parameters": {"normalize": false}}"#
            ),
        ]
    )
    func recording(options: String, recipe: String) throws {
        let command = "merge --base pretrained model_0 model_1 " + options
        let printed = try fixture.run(command + " -o x --print-recipe")
        #expect(printed.output == recipe + "\n", "\(printed.errors)")
        #expect(try fixture.run(command + " -o first.safetensors").status == 0)
        let recorded = try Checkpoint.open(fixture.folder.path("first.safetensors")).metadata
        #expect(recorded["stockpot.recipe"] == recipe)
        let again = try fixture.run("merge --from first.safetensors -o again.safetensors")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try bytes("again.safetensors") == bytes("first.safetensors"))
    }

    private func bytes(_ name: String) throws -> [UInt8] { try fixture.folder.bytes(of: name) }

    @Test("a recorded merge is repeated from beside its output, and recipes record as commands do")
    func repeating() throws {
        #expect(try fixture.run("merge recipe.yaml -o first.safetensors").status == 0)
        let folder = fixture.folder
        let elsewhere = try TemporaryFolder()
        let again = try CommandLineProgram.run(
            ["merge", "--from", folder.path("first.safetensors"), "-o", "again.safetensors"],
            in: elsewhere.path
        )
        #expect(again.status == 0, "\(again.errors)")
        #expect(try elsewhere.bytes(of: "again.safetensors") == bytes("first.safetensors"))
    }

    @Test("inputs of a record are found where they were, next to the output, and where one says")
    func inputs() throws {
        let folder = fixture.folder
        for name in ["model_0", "model_1"] {
            try folder.write(
                folder.bytes(of: name + "/model.safetensors"),
                as: "runs/\(name).safetensors"
            )
        }
        let command = "merge --method average runs/model_0.safetensors runs/model_1.safetensors"
        #expect(try fixture.run(command + " -o runs/out.safetensors").status == 0)
        let recorded = try Checkpoint.open(folder.path("runs/out.safetensors")).metadata
        #expect(recorded["stockpot.recipe"]?.contains(#""runs/model_0.safetensors""#) == true)
        let elsewhere = try TemporaryFolder()
        func again(_ options: String...) throws -> CommandLineProgram.Outcome {
            try CommandLineProgram.run(
                ["merge", "--from", folder.path("runs/out.safetensors"), "--force", "-o"]
                    + ["again.safetensors"] + options,
                in: elsewhere.path
            )
        }
        #expect(try again().status == 0)
        #expect(try elsewhere.bytes(of: "again.safetensors") == bytes("runs/out.safetensors"))
        try FileManager.default.moveItem(
            atPath: folder.path("runs/model_1.safetensors"),
            toPath: elsewhere.path + "/model_1.safetensors"
        )
        let lost = try again()
        #expect(lost.status == 66, "\(lost.errors)")
        for place in [
            "runs/model_1.safetensors", "runs/runs/model_1.safetensors", "--inputs FOLDER",
        ] {
            #expect(lost.errors.contains(place), "\(lost.errors)")
        }
        #expect(try again("--inputs", ".").status == 66)
        try elsewhere.write(bytes("model_0/model.safetensors"), as: "model_0.safetensors")
        let found = try again("--inputs", ".")
        #expect(found.status == 0, "\(found.errors)")
        #expect(try elsewhere.bytes(of: "again.safetensors") == bytes("runs/out.safetensors"))
        #expect(try fixture.run(command + " -o x --inputs runs").status == 64)
    }

    @Test(
        "what the command line cannot have is one line that says what to do",
        arguments: [
            ("--base pretrained --method ties model_0", "for example --set weight=0.5"),
            ("--method slerp --set t=0.5 model_0", "slerp needs a base: name it with --base"),
            ("--method passthrough --base pretrained model_0", "leave --base out"),
            ("--method teis model_0", "did you mean 'ties'?; 'stockpot methods' lists them"),
            ("--base pretrained --ignore [ model_0 model_1", "this class is not closed"),
            ("--base pretrained --ignore layr model_0 model_1", "ignore: no tensor's name"),
            ("--base pretrained --set head=average model_0 model_1", "it is the option --head"),
            ("--base pretrained --head average model_0 model_1", "head: no tensor belongs"),
            ("--base pretrained pretrained model_0 model_1", "is the base and one of the models"),
            (
                "--base pretrained --variant official model_0 model_1 model_0",
                "official of model_stock"
            ),
        ]
    )
    func usage(options: String, message: String) throws {
        let outcome = try fixture.run("merge -o out \(options)")
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(
            outcome.errorLines.count == 1 && outcome.errors.contains(message),
            "\(outcome.errors)"
        )
    }

    @Test("'dtype' rounds the inputs first, and is the result's type where no other is given")
    func inputType() throws {
        let models = "models: [{model: M_0}, {model: M_1}]\n"
        let linear = "merge_method: linear\nparameters: {weight: 0.5}\n"
        func recipe(_ prefix: String) -> String {
            linear + models.replacingOccurrences(of: "M", with: prefix)
        }
        for model in 0...1 {
            let command = "convert model_\(model) -o rounded_\(model) --dtype bf16"
            #expect(try fixture.run(command).status == 0)
        }
        let rounded = try fixture.merge(recipe("rounded"), "-o expected.safetensors")
        #expect(rounded.status == 0, "\(rounded.errors)")
        let outcome = try fixture.merge(recipe("model") + "dtype: bfloat16", "-o found.safetensors")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try tensors("found.safetensors") == tensors("expected.safetensors"))
        let plain = try fixture.merge(
            recipe("model") + "out_dtype: bfloat16",
            "-o plain.safetensors"
        )
        #expect(plain.status == 0)
        #expect(try tensors("plain.safetensors") != tensors("expected.safetensors"))
    }

    @Test(
        "what a recipe made is verified by it, and by the output's own record",
        arguments: [
            "merge_method: linear\nparameters: {weight: [0.2, 0.8], normalize: false}\n"
                + "dtype: bfloat16",
            "merge_method: linear\nparameters: {weight: [{filter: layer_norm1, value: 3}, {value: 1}], "
                + "normalize: false}",
            "merge_method: ties\nbase_model: pretrained\n"
                + "parameters: {weight: 0.5, density: [0.2, 0.9]}",
            "merge_method: dare_ties\nbase_model: pretrained\n"
                + "parameters: {weight: 0.5, density: 0.5}\nstockpot: {seed: 3}",
            "merge_method: model_stock\nbase_model: pretrained\n"
                + "stockpot: {variant: gram, clamp_t: true, qkv: packed}",
        ]
    )
    func verified(recipe: String) throws {
        let text = recipe + "\nmodels: [{model: model_0}, {model: model_1}]"
        let made = try fixture.merge(text)
        #expect(made.status == 0, "\(made.errors)")
        let verified = try fixture.run("verify r.yaml --merged out.safetensors --json")
        #expect(verified.status == 0, "\(verified.errors) \(verified.output)")
        let recorded = try fixture.run("verify --from out.safetensors --merged out.safetensors")
        #expect(recorded.status == 0, "\(recorded.errors)")
        let other = text.replacingOccurrences(of: "0.2", with: "0.3")
            .replacingOccurrences(of: "value: 3", with: "value: 4")
            .replacingOccurrences(of: "seed: 3", with: "seed: 4")
            .replacingOccurrences(of: "gram,", with: "official,")
        try fixture.folder.write(other, as: "other.yaml")
        #expect(try fixture.run("verify other.yaml --merged out.safetensors -q").status == 1)
    }

    @Test("--flat takes gradients at their first value, also when the merge is repeated")
    func flat() throws {
        let one = "merge_method: linear\nmodels:\n- {model: model_0, parameters: {weight: "
        let other = "}}\n- {model: model_1, parameters: {weight: 1}}"
        #expect(try fixture.merge(one + "1" + other, "-o plain.safetensors").status == 0)
        #expect(try fixture.merge(one + "[1, 9]" + other, "--flat -o flat.safetensors").status == 0)
        #expect(try fixture.merge(one + "[1, 9]" + other, "-o deep.safetensors").status == 0)
        #expect(try tensors("flat.safetensors") == tensors("plain.safetensors"))
        #expect(try tensors("deep.safetensors") != tensors("plain.safetensors"))
        #expect(try fixture.run("merge --from flat.safetensors -o again.safetensors").status == 0)
        #expect(try tensors("again.safetensors") == tensors("plain.safetensors"))
        let useless = try fixture.run("merge --base pretrained model_0 model_1 -o x --flat")
        #expect(useless.status == 64)
    }

    @Test("a seed is an option of every method, also of those that draw nothing")
    func seed() throws {
        let text = "merge_method: average\nmodels: [{model: model_0}, {model: model_1}]"
        #expect(try fixture.merge(text, "-o plain.safetensors").status == 0)
        #expect(
            try fixture.merge(text + "\nstockpot: {seed: 7}", "-o seeded.safetensors").status == 0
        )
        #expect(try tensors("plain.safetensors") == tensors("seeded.safetensors"))
    }
}
