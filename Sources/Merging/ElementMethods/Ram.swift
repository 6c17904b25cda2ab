/// Averages task vectors element by element over the models that change it, as in mergekit 0.1.5;
/// changes by one model alone may be made larger.
struct Ram: MergeMethod {
    /// By how much the elements that one model alone changes grow.
    struct Growth: Sendable, Equatable {
        var rate: Double
        var limit: Double
    }

    private let modelCount: Int
    private let epsilon: Double
    private let growth: Growth?

    init(modelCount: Int, epsilon: Double, growth: Growth? = nil) {
        self.modelCount = modelCount
        self.epsilon = epsilon
        self.growth = growth
    }

    var traits: MethodTraits {
        MethodTraits(name: growth == nil ? "ram" : "ramplus_tl")
    }

    func rule(for layer: LayerTraits) -> LayerRule { LayerRule(rawValue: traits.name) }

    func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision { average(of: modelCount) }

    func procedure(_ rule: LayerRule, for layer: LayerTraits) -> (any ElementwiseProcedure)? {
        guard rule != .average else { return nil }
        return RamProcedure(modelCount: modelCount, epsilon: epsilon, growth: growth)
    }
}

extension MethodDescription {
    package static let ram = MethodDescription(
        "ram",
        "The base plus, in each element, the average of the task vectors that change it.",
        formula: """
            a model changes an element where |x_i - b| > epsilon
            w = b + mean of (x_i - b) over the models that change the element
            """,
        reference: ramReference,
        base: .required,
        modelCounts: 1...Int.max,
        parameters: [epsilon],
        build: { arguments throws(MethodError) in
            Ram(modelCount: arguments.modelCount, epsilon: arguments.number("epsilon"))
        }
    )

    package static let ramPlus = MethodDescription(
        "ramplus_tl",
        "As ram; what one model alone changes is made larger, the more of it is shared.",
        formula: """
            a model changes an element where |x_i - b| > epsilon
            w = b + mean of (x_i - b) over the models that change the element; where it is one,
            w = b + (1 + r min(shared / max(unique, epsilon), alpha)) (x_i - b)
                shared, unique: how many elements the model changes with others, and alone
            """,
        reference: ramReference,
        base: .required,
        modelCounts: 1...Int.max,
        parameters: [
            epsilon,
            .number("r", default: 0.1, "How fast changes by one model alone grow."),
            .number(
                "alpha",
                default: 0.2,
                in: .fromZero,
                "The ratio of shared to unique changes up to which they grow."
            ),
        ],
        build: { arguments throws(MethodError) in
            Ram(
                modelCount: arguments.modelCount,
                epsilon: arguments.number("epsilon"),
                growth: Ram.Growth(rate: arguments.number("r"), limit: arguments.number("alpha"))
            )
        }
    )

    private static let ramReference = "Reinforced Agent Merging (RAM), as in mergekit 0.1.5"
    private static let epsilon = MethodParameter.number(
        "epsilon",
        default: 1e-5,
        in: .fromZero,
        "The distance from the base beyond which an element counts as changed."
    )
}
