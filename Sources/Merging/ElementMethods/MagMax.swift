internal import Tensors

/// The element of largest magnitude of all task vectors (Marczak et al., arXiv 2407.06322):
/// `w = b + alpha d_i`, i the model with the largest `|d_i|`, the later of two.
struct MagMax: MergeMethod {
    private let alpha: Double
    private let modelCount: Int

    init(alpha: Double, modelCount: Int) {
        self.alpha = alpha
        self.modelCount = modelCount
    }

    private static let rule = LayerRule(rawValue: "magmax")

    var traits: MethodTraits { MethodTraits(name: "magmax", absentTensors: .loneBaseCopied) }

    func rule(for layer: LayerTraits) -> LayerRule { Self.rule }

    func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        rule == .average ? average(of: modelCount) : LayerDecision(.copyBase, rule: rule)
    }

    func procedure(_ rule: LayerRule, for layer: LayerTraits) -> (any ElementwiseProcedure)? {
        rule == .average || alpha == 0 ? nil : MagMaxProcedure(alpha: alpha)
    }
}

/// Takes the longest of each element's task vectors.
struct MagMaxProcedure: UnmeasuredProcedure {
    let alpha: Double

    var vectors: MeasuredVectors { .taskVectors }

    func merge(_ workspace: inout ElementWorkspace, _ cursor: inout ElementCursor) {
        Self.choose(workspace.vectors, workspace.vectorRanges, &workspace.result)
        workspace.addToBase(dividingBy: 1, times: alpha)
    }

    private static func choose(
        _ vectors: borrowing AlignedBuffer<Double>,
        _ ranges: [Range<Int>],
        _ result: inout AlignedBuffer<Double>
    ) {
        for (position, range) in ranges.enumerated() {
            let vector = vectors.span.extracting(range)
            var chosen = result.mutableSpan(0..<range.count)
            for index in chosen.indices {
                let isLarger = vector[index].magnitude >= chosen[index].magnitude
                if position == 0 || isLarger { chosen[index] = vector[index] }
            }
        }
    }
}

extension MethodDescription {
    package static let magMax = MethodDescription(
        "magmax",
        "The base plus, of each element, the task vector of largest magnitude.",
        formula: """
            d_i = x_i - b
            w = b + alpha d_i       for the model i with the largest |d_i|, the later of two
            """,
        reference: "Marczak et al.: MagMax, ECCV 2024, arXiv 2407.06322; as in danielm1405/magmax "
            + "4f49f18",
        base: .required,
        modelCounts: 1...Int.max,
        parameters: [
            .number(
                "alpha",
                default: 0.5,
                "What the merged task vector is multiplied by; 0 is the base."
            )
        ],
        build: { arguments throws(MethodError) in
            MagMax(alpha: arguments.number("alpha"), modelCount: arguments.modelCount)
        }
    )
}
