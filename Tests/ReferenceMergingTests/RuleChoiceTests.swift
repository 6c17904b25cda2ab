import ReferenceMerging
import Testing

/// Which tensors are averaged, copied or merged (sections 3, 5, 6 and 8).
@Suite struct RuleChoiceTests {
    static let sixNames = [
        "model.positional_embedding", "model.text_projection", "model.logit_scale",
        "model.token_embedding.weight", "model.ln_final.weight", "model.ln_final.bias",
    ]

    private func rule(
        _ name: String,
        _ variant: ReferenceVariant,
        elements: Int = 10,
        head: ReferenceHead = .merge,
        ignored: Bool = false
    ) -> ReferenceRule {
        referenceRule(
            name: name,
            elementCount: elements,
            variant: variant,
            head: head,
            ignored: ignored
        )
    }

    @Test(arguments: sixNames) func sixNamesOfTwoPeers(name: String) {
        #expect(rule(name, .official) == .average)
        #expect(rule("module." + name, .official) == .average)
        #expect(rule(name, .fusionBench) == .average)
        #expect(rule("module." + name, .fusionBench) == .modelStock)
        for variant in [ReferenceVariant.paper, .mergekit, .sdMecha, .gram, .gramScalar] {
            #expect(rule(name, variant) == .modelStock)
        }
    }

    @Test(arguments: ReferenceVariant.allCases)
    func similarNamesAreMerged(variant: ReferenceVariant) {
        let names = [
            "model.visual.positional_embedding", "positional_embedding", "model.ln_final.weight.x",
            "module.module.model.logit_scale", "text_model.embeddings.token_embedding.weight",
            "running_mean.weight", "visual.running_means",
        ]
        for name in names {
            #expect(rule(name, variant) == .modelStock)
        }
    }

    @Test func oneElement() {
        for variant in ReferenceVariant.allCases {
            let averages = [.paper, .gram, .gramScalar].contains(variant)
            let expected: ReferenceRule = averages ? .average : .modelStock
            #expect(rule("logit_scale", variant, elements: 1) == expected)
        }
    }

    @Test(arguments: ReferenceVariant.allCases)
    func rulesOfEveryVariant(variant: ReferenceVariant) {
        #expect(rule("visual.proj", variant) == .modelStock)
        #expect(rule("visual.proj", variant, elements: 0) == .copy)
        #expect(rule("visual.proj", variant, elements: 0, ignored: true) == .copy)
        #expect(rule("visual.proj", variant, ignored: true) == .average)
        #expect(rule("visual.bn1.running_mean", variant) == .average)
        #expect(rule("visual.bn1.running_var", variant) == .average)
        for name in ["classification_head.weight", "classification_head.bias", "classifier.bias"] {
            #expect(rule(name, variant) == .modelStock)
            #expect(rule(name, variant, head: .average) == .average)
        }
        #expect(rule("visual.proj", variant, head: .average) == .modelStock)
    }
}
