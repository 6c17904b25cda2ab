import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// Recipes whose tensors are merged from models of their own: slices, modules, moved blocks.
@Suite("Slices of different models")
struct AssemblyCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let names = ["base", "model_0", "model_1", "model_2", "model_3"]
        try ExampleModels.link(names, into: folder)
    }

    private func run(_ command: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.run(command, in: folder.path)
    }

    private func merge(_ recipe: String, _ options: String) throws {
        try folder.write(recipe, as: "r.yaml")
        let outcome = try run("merge r.yaml -q " + options)
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    private func checkpoint(_ name: String) throws -> Checkpoint {
        try Checkpoint.open(folder.path(name))
    }

    private static func block(_ tensor: TensorRecord) -> Int? {
        tensor.name.split(separator: ".").lazy.compactMap { Int($0) }.first
    }

    private static let method = [
        "ties": "merge_method: ties\nbase_model: base\nparameters: {weight: 0.5, density: 0.4}\n",
        "dare_ties": "merge_method: dare_ties\nbase_model: base\nstockpot: {seed: 5}\n"
            + "parameters: {weight: 0.5, density: 0.4}\n",
        "sce": "merge_method: sce\nbase_model: base\nparameters: {select_topk: 0.5}\n",
        "model_stock": "merge_method: model_stock\nbase_model: base\n",
        "columns": "merge_method: model_stock\nbase_model: base\n"
            + "stockpot: {granularity: outrow}\n",
        "karcher": "merge_method: karcher\n",
        "linear": "merge_method: linear\nparameters: {weight: 1}\n",
        "multislerp": "merge_method: multislerp\nparameters: {weight: 1}\n",
    ]

    @Test(
        "every slice holds the bytes of a merge of its models alone",
        arguments: method.keys.sorted()
    )
    func slices(name: String) throws {
        let text = try #require(Self.method[name])
        func sources(_ models: [Int], _ range: String) -> String {
            "- sources:\n"
                + models.map { "  - {model: model_\($0), layer_range: \(range)}\n" }.joined()
        }
        let sliced = text + "slices:\n" + sources([0, 1], "[0, 3]") + sources([2, 0, 3], "[3, 4]")
        try merge(sliced, "-o sliced.safetensors --threads 2")
        try merge(sliced, "-o again.safetensors --threads 7 --memory 3M")
        let verified = try run("verify r.yaml --merged sliced.safetensors")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        let recorded = try run("verify --from sliced.safetensors --merged sliced.safetensors")
        #expect(recorded.status == 0, "\(recorded.output)\(recorded.errors)")
        for (models, file) in [([0, 1], "first"), ([2, 0, 3], "second")] {
            let list = models.map { "- {model: model_\($0)}\n" }.joined()
            try merge(text + "models:\n" + list, "-o \(file).safetensors")
        }
        let (result, again) = (
            try checkpoint("sliced.safetensors"), try checkpoint("again.safetensors")
        )
        let alone = try ["first", "second"].map { try checkpoint($0 + ".safetensors") }
        #expect(result.tensors.count == alone[0].tensors.count)
        for tensor in result.tensors {
            let isFirst = Self.block(tensor).map { $0 < 3 } ?? !Self.follows(tensor.name)
            let expected = alone[isFirst ? 0 : 1]
            let bytes = try result.bytes(of: tensor)
            #expect(
                try bytes == expected.bytes(of: #require(expected[tensor.name])),
                "\(tensor.name)"
            )
            #expect(try bytes == again.bytes(of: #require(again[tensor.name])), "\(tensor.name)")
        }
    }

    private static func follows(_ name: String) -> Bool {
        ["ln_post", "visual.proj", "classification_head"].contains { name.contains($0) }
    }

    @Test("blocks are moved, repeated and left out, and the configuration says how many there are")
    func passthrough() throws {
        let recipe = """
            merge_method: passthrough
            slices:
            - sources: [{model: model_0, layer_range: [0, 3]}]
            - sources: [{model: model_1, layer_range: [1, 4]}]
            """
        try merge(recipe, "-o deep --report deep.json")
        let planned = try run("merge r.yaml -o x --dry-run").output
        #expect(planned.contains("model_1 block 1") && planned.contains("  model_0"), "\(planned)")
        #expect(try run("report deep.json -o deep.html").status == 0)
        let page = try #require(String(bytes: folder.bytes(of: "deep.html"), encoding: .utf8))
        #expect(page.contains("model_1: model.visual.transformer.resblocks.3.ln_1.weight"))
        let (deep, sources) = (
            try checkpoint("deep"), try [checkpoint("model_0"), checkpoint("model_1")]
        )
        var blocks: Set<Int> = []
        for tensor in deep.tensors {
            guard let block = Self.block(tensor) else { continue }
            blocks.insert(block)
            let (source, origin) = block < 3 ? (sources[0], block) : (sources[1], block - 2)
            let name = tensor.name.replacing(".\(block).", with: ".\(origin).")
            let record = try #require(source[name])
            #expect(try deep.bytes(of: tensor) == source.bytes(of: record), "\(tensor.name)")
        }
        #expect(blocks == Set(0..<6))
        #expect(deep.tensors.count == sources[0].tensors.count + 2 * 12)
        let text = try #require(
            String(bytes: folder.bytes(of: "deep/open_clip_config.json"), encoding: .utf8)
        )
        #expect(text.contains("\"layers\": 6,") && text.contains("\"width\": 64"))
        let inspected = try run("inspect deep")
        #expect(inspected.output.contains("6 layers, 2 heads"), "\(inspected.output)")
        #expect(try run("verify r.yaml --merged deep").status == 0)
        #expect(try run("merge --from deep -o again -q").status == 0)
        #expect(
            try folder.bytes(of: "deep/model.safetensors")
                == folder.bytes(of: "again/model.safetensors")
        )
    }

    @Test("blocks of one model are merged with each other")
    func oneModel() throws {
        let recipe = """
            merge_method: average
            slices:
            - sources: [{model: model_0, layer_range: [0, 2]}, {model: model_0, layer_range: [2, 4]}]
            """
        try merge(recipe, "-o half.safetensors")
        #expect(try run("verify r.yaml --merged half.safetensors").status == 0)
        let (half, model) = (try checkpoint("half.safetensors"), try checkpoint("model_0"))
        let name = "model.visual.transformer.resblocks.1.ln_1.weight"
        func halves(_ checkpoint: Checkpoint, _ name: String) throws -> [Float16] {
            let bytes = try checkpoint.bytes(of: #require(checkpoint[name]))
            return stride(from: 0, to: bytes.count, by: 2).map {
                Float16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
            }
        }
        let (first, second) = (
            try halves(model, name), try halves(model, name.replacing(".1.", with: ".3."))
        )
        // The sum of two numbers of 16 bits is exact in 64.
        let expected = zip(first, second).map { Float16((Double($0) + Double($1)) / 2) }
        #expect(try halves(half, name) == expected && first != second)
    }

    @Test("a NaN is told with the tensor of the file that holds it")
    func nonFinite() throws {
        let model = try checkpoint("model_1")
        let name = "model.visual.transformer.resblocks.2.ln_1.weight"
        try SafetensorsFixture.write(
            tensors: model.tensors.map { tensor in
                let bytes = try model.bytes(of: tensor)
                let isHit = tensor.name == name
                return (
                    tensor.name, tensor.type, tensor.shape.dimensions,
                    isHit ? [0, 126] + bytes.dropFirst(2) : bytes
                )
            },
            to: folder.path("sick.safetensors")
        )
        let recipe = """
            merge_method: passthrough
            slices:
            - sources: [{model: model_0, layer_range: [0, 4]}]
            - sources: [{model: sick.safetensors, layer_range: [1, 4]}]
            """
        try folder.write(recipe, as: "r.yaml")
        let outcome = try run("merge r.yaml -o out.safetensors")
        #expect(outcome.status == 65 && outcome.errors.contains("sick.safetensors"))
        #expect(outcome.errors.contains("'\(name)'"), "\(outcome.errors)")
        #expect(try !folder.names().contains { $0.contains("out") })
    }

    @Test("modules may merge other models than each other")
    func modules() throws {
        let recipe = """
            merge_method: average
            modules:
              vision: {models: [{model: model_0}, {model: model_1}]}
              text: {models: [{model: model_2}]}
              head: {models: [{model: model_2}, {model: model_3}, {model: model_0}]}
            """
        try merge(recipe, "-o out.safetensors --report out.json")
        #expect(try run("verify r.yaml --merged out.safetensors").status == 0)
        let merged = try checkpoint("out.safetensors")
        for (models, part) in [("model_0 model_1", "visual"), ("model_2 model_3 model_0", "head")] {
            let outcome = try run("merge --method average \(models) -o \(part).safetensors")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let alone = try checkpoint(part + ".safetensors")
            for tensor in merged.tensors where tensor.name.contains(part) {
                let record = try #require(alone[tensor.name])
                #expect(try merged.bytes(of: tensor) == alone.bytes(of: record))
            }
        }
    }

    @Test("a tensor that one model lacks: refused, left out, or merged from the others")
    func absence() throws {
        try SafetensorsFixture.write(
            tensors: [
                ("x", .f32, [1], [0, 0, 128, 63]), ("y", .f32, [1], [0, 0, 0, 64]),
            ],
            to: folder.path("a.safetensors")
        )
        try SafetensorsFixture.write(
            tensors: [("x", .f32, [1], [0, 0, 64, 64])],
            to: folder.path("b.safetensors")
        )
        let recipe =
            "merge_method: average\nmodels: [{model: a.safetensors}, {model: b.safetensors}]"
        try folder.write(recipe, as: "r.yaml")
        let refused = try run("merge r.yaml -o refused.safetensors --flat")
        #expect(refused.status == 65 && refused.errors.contains("'y'"), "\(refused.errors)")
        for (option, names) in [("--union", ["x", "y"]), ("--intersection", ["x"])] {
            let file = option.dropFirst(2) + ".safetensors"
            try merge(recipe, "--flat \(option) -o \(file)")
            let merged = try checkpoint(String(file))
            #expect(merged.tensors.map(\.name) == names)
            #expect(try merged.bytes(of: #require(merged["x"])) == [0, 0, 0, 64])
            #expect(
                try merged["y"].map { try merged.bytes(of: $0) } ?? [0, 0, 0, 64] == [0, 0, 0, 64]
            )
            #expect(try run("merge --from \(file) -o again.safetensors -q --force").status == 0)
            #expect(
                try folder.bytes(of: String(file)) == folder.bytes(of: "again.safetensors")
            )
            #expect(try run("verify --from \(file) --merged \(file)").status == 0)
        }
    }

    @Test("what is excluded keeps the base's values")
    func exclusion() throws {
        let recipe =
            "merge_method: average\nbase_model: base\nstockpot: {exclude: visual}\n"
            + "models: [{model: model_0}, {model: model_1}]"
        try merge(recipe, "-o out.safetensors")
        #expect(try run("verify r.yaml --merged out.safetensors").status == 0)
        let (merged, base) = (try checkpoint("out.safetensors"), try checkpoint("base"))
        for tensor in merged.tensors {
            let isEqual =
                try merged.bytes(of: tensor) == base.bytes(of: #require(base[tensor.name]))
            #expect(isEqual == tensor.name.contains("visual"), "\(tensor.name)")
        }
    }

    @Test("a base without a head serves slices whose heads are averaged")
    func headlessBase() throws {
        let base = try checkpoint("base")
        try SafetensorsFixture.write(
            tensors: base.tensors.filter { !$0.name.hasPrefix("classification_head") }.map {
                ($0.name, $0.type, $0.shape.dimensions, try base.bytes(of: $0))
            },
            to: folder.path("headless.safetensors")
        )
        func recipe(_ head: String) -> String {
            """
            merge_method: model_stock
            base_model: headless.safetensors
            stockpot: {head: \(head)}
            slices:
            - sources: [{model: model_0, layer_range: [0, 3]}, {model: model_1, layer_range: [0, 3]}]
            - sources: [{model: model_2, layer_range: [3, 4]}, {model: model_3, layer_range: [3, 4]}]
            """
        }
        try merge(recipe("average"), "-o out.safetensors")
        #expect(try run("verify r.yaml --merged out.safetensors").status == 0)
        let merged = try checkpoint("out.safetensors")
        #expect(merged["classification_head.weight"] != nil)
        try folder.write(recipe("merge"), as: "r.yaml")
        let refused = try run("merge r.yaml -o refused.safetensors")
        #expect(refused.status == 65 && refused.errors.contains("headless.safetensors"))
    }

    @Test("models that name their tensors differently are refused, with the way out")
    func dialects() throws {
        #expect(try run("convert model_1 -o other --dialect huggingface -q").status == 0)
        let model = try checkpoint("model_1")
        try SafetensorsFixture.write(
            tensors: model.tensors.map { tensor in
                (
                    tensor.name.replacing("model.", with: ""), tensor.type,
                    tensor.shape.dimensions, try model.bytes(of: tensor)
                )
            },
            to: folder.path("plain.safetensors")
        )
        for (model, remedy) in [("other", "--dialect"), ("plain.safetensors", "--prefix")] {
            let recipe = """
                merge_method: passthrough
                slices:
                - sources: [{model: model_0, layer_range: [0, 3]}]
                - sources: [{model: \(model), layer_range: [3, 4]}]
                """
            try folder.write(recipe, as: "r.yaml")
            let outcome = try run("merge r.yaml -o out")
            #expect(outcome.status == 65 && outcome.errors.contains(remedy), "\(outcome.errors)")
        }
    }

    @Test(
        "what cannot be put together",
        arguments: [
            (
                "merge_method: passthrough\nslices:\n- sources: [{model: model_0, layer_range: [0, 5]}]",
                "r.yaml:3: 'model_0' has 4 blocks in its vision tower, and the layer range ends at 5"
            ),
            (
                "merge_method: passthrough\nslices:\n"
                    + "- sources: [{model: model_0, layer_range: [0, 2]}, "
                    + "{model: model_1, layer_range: [0, 2]}]",
                "passthrough merges 1 model (the base not counted), not 2"
            ),
            (
                "merge_method: slerp\nbase_model: base\nparameters: {t: 0.5}\nslices:\n"
                    + "- sources: [{model: model_0, layer_range: [0, 2]}]\n"
                    + "- sources: [{model: base, layer_range: [2, 4]}]",
                "slerp merges 1 model (the base not counted), not 0"
            ),
            (
                "merge_method: ties\nbase_model: base\nparameters: {weight: 1}\nslices:\n"
                    + "- sources: [{model: model_0, layer_range: [0, 2]}]\n"
                    + "- sources: [{model: b.safetensors, layer_range: [0, 1]}]",
                "base: not the same tensors as the other inputs: 1 missing, first "
                    + "'model.visual.transformer.resblocks.0.odd'"
            ),
        ]
    )
    func refused(recipe: String, message: String) throws {
        try SafetensorsFixture.write(
            tensors: [("model.visual.transformer.resblocks.0.odd", .f32, [1], [0, 0, 64, 64])],
            to: folder.path("b.safetensors")
        )
        try folder.write(recipe, as: "r.yaml")
        let outcome = try run("merge r.yaml -o out")
        #expect(outcome.status == 65 && outcome.errors.contains(message), "\(outcome.errors)")
        #expect(try !folder.names().contains("out"))
    }
}
