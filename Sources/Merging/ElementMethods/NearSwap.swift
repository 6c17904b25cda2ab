internal import Tensors

/// Takes the model's elements where they lie near the base's, as in mergekit 0.1.5:
/// `q = min(max(t / max(|b - x|, 1e-6), 0), 1)`, `w = q x + (1 - q) b`.
struct NearSwap: MergeMethod {
    private let t: Double

    init(t: Double) { self.t = t }

    var traits: MethodTraits {
        MethodTraits(
            name: "nearswap",
            absentTensors: .loneBaseCopied
        )
    }

    func rule(for layer: LayerTraits) -> LayerRule { LayerRule(rawValue: "nearswap") }

    func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision { average(of: 1) }

    func procedure(_ rule: LayerRule, for layer: LayerTraits) -> (any ElementwiseProcedure)? {
        rule == .average ? nil : NearSwapProcedure(t: t)
    }
}

/// Draws the base towards a model where it is near.
struct NearSwapProcedure: UnmeasuredProcedure {
    let t: Double

    var vectors: MeasuredVectors { .inputs }

    func merge(_ workspace: inout ElementWorkspace, _ cursor: inout ElementCursor) {
        let range = workspace.range(ofVector: 0)
        Self.draw(workspace.base, to: workspace.vectors, range, t, &workspace.result)
    }

    private static func draw(
        _ base: borrowing AlignedBuffer<Double>,
        to vectors: borrowing AlignedBuffer<Double>,
        _ range: Range<Int>,
        _ t: Double,
        _ result: inout AlignedBuffer<Double>
    ) {
        let (base, model) = (base.span, vectors.span.extracting(range))
        var result = result.mutableSpan(0..<range.count)
        for index in result.indices {
            let distance = max((base[index] - model[index]).magnitude, 1e-6)
            let q = min(max(t / distance, 0), 1)
            result[index] = q * model[index] + (1 - q) * base[index]
        }
    }
}

/// A procedure that needs to know nothing but an element itself.
protocol UnmeasuredProcedure: ElementwiseProcedure {}

extension UnmeasuredProcedure {
    var remainingPasses: Int { 0 }
    func byteCount(segmentCount: Int) -> Int { 0 }
    func makeTally() -> ElementTally { ElementTally() }
    func cursor(segment: Int) -> ElementCursor { ElementCursor() }
    func measure(
        _ workspace: inout ElementWorkspace,
        _ cursor: inout ElementCursor,
        into tally: inout ElementTally
    ) {}
    mutating func add(_ tally: ElementTally) {}
    mutating func finishPass() {}
}

extension MethodDescription {
    package static let nearswap = MethodDescription(
        "nearswap",
        "The base, drawn towards one model in those elements that lie near to it.",
        formula: """
            q = t / max(|b - x|, 1e-6), from 0 to 1
            w = q x + (1 - q) b
            """,
        reference: "alchemonaut: NearSwap; as in mergekit 0.1.5",
        base: .required,
        modelCounts: 1...1,
        parameters: [
            .number("t", in: .fromZero, example: 0.001, "The distance up to which elements swap.")
        ],
        build: { arguments throws(MethodError) in NearSwap(t: arguments.number("t")) }
    )
}
