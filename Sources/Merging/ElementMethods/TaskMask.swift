internal import Tensors

/// The summed task vectors where enough models, or one of them, agree that they matter (Wang et al.,
/// TALL masks and consensus, arXiv 2405.07813).
///
/// An element of `D = sum d_i` matters to a model when `|d_i| > threshold |D - d_i|`.
struct TaskMask: MergeMethod {
    /// Which elements are kept.
    enum Choice: Sendable, Equatable {
        /// Those that matter to at least so many models.
        case consensus(Int)
        /// Those that matter to the model with this position.
        case model(Int)
    }

    private let name: String
    private let choice: Choice
    private let threshold: Double
    private let alpha: Double
    private let modelCount: Int

    init(_ name: String, _ choice: Choice, threshold: Double, alpha: Double, modelCount: Int) {
        self.name = name
        self.choice = choice
        self.threshold = threshold
        self.alpha = alpha
        self.modelCount = modelCount
    }

    var traits: MethodTraits { MethodTraits(name: name, absentTensors: .loneBaseCopied) }

    func rule(for layer: LayerTraits) -> LayerRule { LayerRule(rawValue: name) }

    func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        rule == .average ? average(of: modelCount) : LayerDecision(.copyBase, rule: rule)
    }

    func procedure(_ rule: LayerRule, for layer: LayerTraits) -> (any ElementwiseProcedure)? {
        rule == .average || alpha == 0
            ? nil : TaskMaskProcedure(choice: choice, threshold: threshold, alpha: alpha)
    }
}

/// Sums up each element's task vectors and keeps the sum where it matters.
struct TaskMaskProcedure: UnmeasuredProcedure {
    let choice: TaskMask.Choice
    let threshold: Double
    let alpha: Double

    var vectors: MeasuredVectors { .taskVectors }

    func merge(_ workspace: inout ElementWorkspace, _ cursor: inout ElementCursor) {
        workspace.sumVectors()
        mask(workspace.vectors, workspace.vectorRanges, &workspace.totals, &workspace.result)
        workspace.addToBase(dividingBy: 1, times: alpha)
    }

    /// Counts the models that an element matters to, and clears it where they are too few.
    private func mask(
        _ vectors: borrowing AlignedBuffer<Double>,
        _ ranges: [Range<Int>],
        _ counts: inout AlignedBuffer<Double>,
        _ result: inout AlignedBuffer<Double>
    ) {
        let length = ranges.first?.count ?? 0
        var sum = result.mutableSpan(0..<length)
        var count = counts.mutableSpan(0..<length)
        for index in count.indices { count[index] = 0 }
        for (position, range) in ranges.enumerated() where isAsked(position) {
            let vector = vectors.span.extracting(range)
            for index in count.indices {
                let others = (sum[index] - vector[index]).magnitude
                if vector[index].magnitude > threshold * others { count[index] += 1 }
            }
        }
        for index in sum.indices where count[index] < least { sum[index] = 0 }
    }

    /// Whether a model has a say.
    private func isAsked(_ model: Int) -> Bool {
        if case .model(let only) = choice { only == model } else { true }
    }

    /// The fewest models that an element must matter to.
    private var least: Double {
        if case .consensus(let number) = choice { Double(number) } else { 1 }
    }
}

extension MethodDescription {
    private static let maskReference =
        "Wang et al.: Localizing Task Information for Improved Model "
        + "Merging and Compression, ICML 2024, arXiv 2405.07813; as in nik-dim/tall_masks d10af8b"

    private static let threshold = MethodParameter.number(
        "threshold",
        default: 0.6,
        in: .fromZero,
        "How long a model's task vector must be, as a part of that of all others together."
    )

    package static let consensusTA = MethodDescription(
        "consensus_ta",
        aliases: ["consensus"],
        "The base plus the summed task vectors, in the elements that matter to several models.",
        formula: """
            d_i = x_i - b, D = sum_i d_i
            an element matters to model i where |d_i| > threshold |D - d_i|
            w = b + alpha D     where it matters to at least `agreement` models, b elsewhere
            """,
        reference: maskReference + " (consensus task arithmetic)",
        base: .required,
        modelCounts: 2...Int.max,
        parameters: [
            threshold,
            .integer(
                "agreement",
                default: 2,
                in: 0...Int(Int32.max),
                "The fewest models that an element must matter to."
            ),
            .number(
                "alpha",
                default: 1,
                "What the sum is multiplied by; 0 is the base. Search it on held-out data."
            ),
        ],
        build: { arguments throws(MethodError) in
            let agreement = arguments.integer("agreement")
            guard agreement <= arguments.modelCount else {
                throw .contradiction(
                    method: "consensus_ta",
                    reason: "agreement \(agreement) is more than there are models "
                        + "(\(arguments.modelCount)): nothing but the base would be left"
                )
            }
            return TaskMask(
                "consensus_ta",
                .consensus(agreement),
                threshold: arguments.number("threshold"),
                alpha: arguments.number("alpha"),
                modelCount: arguments.modelCount
            )
        }
    )

    package static let tallMask = MethodDescription(
        "tall_mask",
        "The base plus the summed task vectors, in the elements that matter to one of the models.",
        formula: """
            d_i = x_i - b, D = sum_i d_i, i = task
            w = b + D       where |d_i| > threshold |D - d_i|, b elsewhere
            """,
        reference: maskReference + " (one masked model for each task)",
        base: .required,
        modelCounts: 2...Int.max,
        parameters: [
            threshold,
            .integer(
                "task",
                default: 1,
                in: 1...Int(Int32.max),
                "The model whose task it is for, counted from 1."
            ),
        ],
        build: { arguments throws(MethodError) in
            let task = arguments.integer("task")
            guard task <= arguments.modelCount else {
                throw .contradiction(
                    method: "tall_mask",
                    reason: "task \(task) is none of the \(arguments.modelCount) models"
                )
            }
            return TaskMask(
                "tall_mask",
                .model(task - 1),
                threshold: arguments.number("threshold"),
                alpha: 1,
                modelCount: arguments.modelCount
            )
        }
    )
}
