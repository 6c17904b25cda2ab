import MergeEngine
import Merging
import Patterns
import TestSupport
import Testing

/// What is said about tensors that are not there is an error, and the same about others is not.
@Suite("Options without effect")
struct UnusedOptionTests {
    private let fixture: MergeFixture

    init() throws { fixture = try MergeFixture() }

    private func refusal(_ options: RecipeOptions, name: String) throws -> String? {
        var request = try fixture.single([[1, 2, 3], [2, 3, 4], [4, 5, 7]], name: name)
        request.recipe.options = options
        do {
            _ = try MergePlan(request, options: ExecutionOptions(threads: 1))
            return nil
        } catch { return "\(error)" }
    }

    private static let packed = "visual.transformer.resblocks.0.attn.in_proj_bias"
    private static let apart = "vision_model.encoder.layers.0.self_attn.q_proj.bias"

    @Test(
        "each kind",
        arguments: [
            (
                RecipeOptions(ignored: [pattern("x$"), pattern("y")]), "max",
                "ignore: no tensor's name contains a match of 'y'; the first is 'max'"
            ),
            (RecipeOptions(included: [pattern("y")]), "x", "include: no tensor's name contains"),
            (RecipeOptions(excluded: [pattern("y")]), "x", "exclude: no tensor's name contains"),
            (RecipeOptions(head: .average), packed, "head: no tensor belongs to a classification"),
            (
                RecipeOptions(projections: .packed), "x",
                "qkv: there are no projections of attention"
            ),
            (RecipeOptions(projections: .split), "x", "qkv: there are no projections of attention"),
            (RecipeOptions(ignored: [pattern("x$")]), "max", nil),
            (RecipeOptions(included: [pattern("x")]), "x", nil),
            (RecipeOptions(head: .average), "classification_head.weight", nil),
            (RecipeOptions(projections: .asStored, head: .merge), "x", nil),
            (RecipeOptions(projections: .split), packed, nil),
            (RecipeOptions(projections: .packed), packed, nil),
            (RecipeOptions(projections: .packed), apart, nil),
            (RecipeOptions(projections: .split), apart, nil),
        ] as [(RecipeOptions, String, String?)]
    )
    func options(options: RecipeOptions, name: String, message: String?) throws {
        let refusal = try refusal(options, name: name)
        #expect(refusal?.hasPrefix(message ?? "?") ?? (message == nil), "\(refusal ?? "none")")
    }

    private static func pattern(_ text: String) -> Pattern {
        guard let pattern = try? Pattern(text) else { preconditionFailure(text) }
        return pattern
    }

    @Test("filters of every place", arguments: ["weight", "wieght"])
    func filters(filter: String) throws {
        var request = try fixture.single([[1, 2], [3, 4]], Method(.wiseFT))
        let cases: [ParameterSetting.Case] = [
            .init(filter: filter, .constant(0.25)), .init(filter: nil, .constant(0.5)),
        ]
        request.recipe.parameters = ParameterSettings([ParameterSetting("alpha", cases)])
        let plan = { try MergePlan(request, options: ExecutionOptions(threads: 1)) }
        if filter == "weight" {
            #expect(try plan().layerSummaries.count == 1)
        } else {
            let error = #expect(throws: RecipeError.self) { try plan() }
            #expect(error?.message == "filter: no tensor's name contains 'wieght'")
        }
    }
}
