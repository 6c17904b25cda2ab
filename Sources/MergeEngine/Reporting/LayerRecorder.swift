internal import Merging
internal import Synchronization

/// Collects the figures of all layers while workers find them in any order.
final class LayerRecorder: Sendable {
    private let plan: MergePlan
    /// For each layer and each of its parts or segments, what was found there; summed in order
    /// at the end, so that the report does not depend on which worker was faster.
    private let tallies: Mutex<[[(slot: Int, tally: LayerTally)]]>

    init(_ plan: MergePlan) {
        self.plan = plan
        tallies = Mutex(Array(repeating: [], count: plan.layers.count))
        for (position, part) in plan.parts.enumerated() {
            switch part.treatment {
            case .decided(let decision): recordUnmeasured(decision, position)
            case .verbatim: recordUnmeasured(LayerDecision(.copyBase, rule: .copy), position)
            case .elements:
                let rule = plan.layers[part.layer].rule
                recordUnmeasured(LayerDecision(.copyBase, rule: rule), position)
            case .measured, .rows, .columns, .matrix: break
            }
        }
    }

    private func recordUnmeasured(_ decision: LayerDecision, _ part: Int) {
        var tally = LayerTally(vectorCount: 0)
        tally.add(decision, GramMatrix(order: 0))
        record(tally, layer: plan.parts[part].layer, slot: part)
    }

    func record(_ decision: LayerDecision, _ gram: GramMatrix, of segment: Segment) {
        var tally = LayerTally(vectorCount: gram.order)
        tally.add(decision, gram)
        record(tally, layer: plan.parts[segment.pass.part].layer, slot: segment.pass.part)
    }

    func record(_ figures: ElementFigures, of segment: Segment) {
        var tally = LayerTally(vectorCount: figures.squaredNorms.count)
        tally.add(figures)
        // Behind the rule of the part, which is known before.
        let slot = plan.parts.count + segment.number
        record(tally, layer: plan.parts[segment.pass.part].layer, slot: slot)
    }

    func record(_ merged: MergedMatrix, layer: Int) {
        var tally = LayerTally(vectorCount: merged.figures.norms.count)
        tally.add(merged, by: plan.layers[layer].rule)
        record(tally, layer: layer, slot: 0)
    }

    func record(_ tally: LayerTally, layer: Int, slot: Int) {
        tallies.withLock { $0[layer].append((slot, tally)) }
    }

    /// The figures of a layer, those of its parts and segments added in their order.
    func tally(of layer: Int) -> LayerTally {
        let found = tallies.withLock { $0[layer] }
        if found.count == 1 { return found[0].tally }
        var sum: LayerTally?
        for (_, tally) in found.sorted(by: { $0.slot < $1.slot }) {
            if sum == nil { sum = tally } else { sum? += tally }
        }
        return sum ?? LayerTally(vectorCount: 0)
    }
}
