import CLIPModels
import Checkpoints
import Merging
import Recipes
import Testing
import TextFormats

@testable import MergeEngine

/// Which tensors of which inputs an output is put together from.
@Suite struct SliceTests {
    private static func tower(_ blocks: Int) -> [String] {
        ["visual.conv1.weight", "visual.ln_post.weight"]
            + (0..<blocks).map { "visual.transformer.resblocks.\($0).ln_1.weight" }
    }

    private static func block(_ number: Int) -> String {
        "visual.transformer.resblocks.\(number).ln_1.weight"
    }

    /// Resolves a recipe whose models have towers of these numbers of blocks.
    private func resolution(
        _ text: String,
        _ models: [String: [String]],
        method: String = "average"
    ) throws -> RecipeResolution {
        try RecipeResolution(
            RecipeTests.recipe("merge_method: \(method)\n" + text),
            holding: Dictionary(
                uniqueKeysWithValues: models.map { (UTF8Key($0.key), TensorNames($0.value)) }
            )
        )
    }

    /// `model:tensor` of each source, the tensor's block alone where it is one.
    private func sources(_ tensor: ResolvedTensor) -> [String] {
        (tensor.models + [tensor.base].compactMap(\.self)).map { source in
            let place = TensorPlace(source.tensor).block.map { "\($0)" } ?? source.tensor
            return source.model.name + ":" + place
        }
    }

    @Test("slices of different models, moved, repeated and left out")
    func slices() throws {
        let text = """
            slices:
            - sources: [{model: a, layer_range: [1, 3]}, {model: b, layer_range: [0, 2]}]
            - sources: [{model: c, layer_range: [2, 4]}]
            - sources: [{model: a, layer_range: [1, 2]}, {model: a, layer_range: [3, 4]}]
            """
        let found = try resolution(
            text,
            ["a": Self.tower(4), "b": Self.tower(2), "c": Self.tower(6)]
        )
        #expect(
            found.tensors.map(\.name)
                == ["visual.conv1.weight"] + (0..<5).map(Self.block) + ["visual.ln_post.weight"]
        )
        #expect(
            found.tensors.map(sources) == [
                ["a:visual.conv1.weight", "b:visual.conv1.weight"],
                ["a:1", "b:0"], ["a:2", "b:1"], ["c:2"], ["c:3"], ["a:1", "a:3"],
                ["a:visual.ln_post.weight", "a:visual.ln_post.weight"],
            ]
        )
        #expect(found.tensors.map(\.depth) == [0, 0, 1, 0, 1, 1, 0])
    }

    @Test("a base that a slice does not list gives the blocks of its first source")
    func base() throws {
        let text = """
            base_model: o
            slices:
            - sources: [{model: a, layer_range: [2, 3]}]
            - sources: [{model: a, layer_range: [0, 1]}, {model: o, layer_range: [1, 2]}]
            - base_model: p
              sources: [{model: a, layer_range: [1, 2]}]
            """
        let models = ["a", "o", "p"].map { ($0, Self.tower(3)) }
        let found = try resolution(text, Dictionary(uniqueKeysWithValues: models))
        #expect(
            found.tensors.map(sources) == [
                ["a:visual.conv1.weight", "o:visual.conv1.weight"],
                ["a:2", "o:2"], ["a:0", "o:1"], ["a:1", "p:1"],
                ["a:visual.ln_post.weight", "p:visual.ln_post.weight"],
            ]
        )
    }

    @Test("filters of models look at the models' names, shared ones at the output's")
    func filters() throws {
        let text = """
            base_model: b
            parameters: {lambda: [{filter: resblocks.0, value: 7}, {value: 8}]}
            slices:
            - sources:
              - model: a
                layer_range: [2, 3]
                parameters: {weight: [{filter: resblocks.2, value: 3}, {value: 4}]}
            """
        let towers = ["a": Self.tower(3), "b": Self.tower(3)]
        let block = try resolution(text, towers, method: "ties")[Self.block(0)]
        let model = block.models[0]
        #expect(model.tensor == Self.block(2))
        #expect(model.scopes.value(of: "weight", for: model.tensor, at: 0)?.value == 3)
        #expect(block.global.value(of: "lambda", for: block.name, at: 0)?.value == 7)
    }

    @Test(
        "tensors that some models lack",
        arguments: [
            ("union", ["a:x", "a:y", "b:x", "b:z"]), ("intersection", ["a:x", "b:x"]),
        ]
    )
    func absence(kind: String, expected: [String]) throws {
        let text = "stockpot: {tensors: \(kind)}\nmodels: [{model: a}, {model: b}]"
        let found = try resolution(text, ["a": ["x", "y"], "b": ["x", "z"]])
        #expect(found.tensors.flatMap(sources).sorted() == expected)
        #expect(found.tensors.allSatisfy { !$0.isCopied })
    }

    @Test("what the base alone holds is copied in a union, and what it lacks refused")
    func absentBase() throws {
        let text = "base_model: o\nstockpot: {tensors: union}\nmodels: [{model: a}]"
        let found = try resolution(text, ["a": ["x"], "o": ["x", "y"]])
        #expect(found.tensors.map(\.isCopied) == [false, true])
        #expect(throws: RecipeError.self) {
            try resolution(text, ["a": ["x", "y"], "o": ["x"]])
        }
    }

    @Test(
        "only what is included is merged, but what is excluded",
        arguments: [
            ("include: [conv1, ln_post]", [1]), ("exclude: resblocks", [1]),
            ("include: ln_, exclude: 'ln_\\d'", [0, 1]), ("qkv: asis", []),
        ] as [(String, Set<Int>)]
    )
    func inclusion(options: String, copied: Set<Int>) throws {
        let text = "stockpot: {\(options)}\nbase_model: o\nmodels: [{model: a}, {model: b}]"
        let models = ["a", "b", "o"].map { ($0, Self.tower(1)) }
        let found = try resolution(text, Dictionary(uniqueKeysWithValues: models))
        let tensors = Array(found.tensors)
        let positions = tensors.indices.filter { tensors[$0].isCopied }
        #expect(Set(positions) == copied)
        for position in positions {
            #expect(tensors[position].base?.model.name == "o")
            #expect(tensors[position].models.isEmpty)
        }
    }

    @Test("files whose blocks have impossible numbers are resolved all the same")
    func hostileNumbers() throws {
        let names = [Self.block(0), "visual.transformer.resblocks.9223372036854775807.x"]
        let found = try resolution("models: [{model: a}, {model: b}]", ["a": names, "b": names])
        #expect(Set(found.tensors.map(\.name)) == Set(names))
    }
}
