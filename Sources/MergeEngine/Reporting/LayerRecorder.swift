internal import Merging
internal import Synchronization

/// Collects the figures of all layers while workers find them in any order.
final class LayerRecorder: Sendable {
    private let plan: MergePlan
    /// For each layer and each of its groups or segments, what was found there; summed in order
    /// at the end, so that the report does not depend on which worker was faster.
    private let tallies: Mutex<[Int: [Int: LayerTally]]>

    init(_ plan: MergePlan) {
        self.plan = plan
        tallies = Mutex([:])
        for (position, group) in plan.groups.enumerated() {
            switch group.treatment {
            case .decided(let decision): recordUnmeasured(decision, position)
            case .verbatim: recordUnmeasured(LayerDecision(.copyBase, rule: .copy), position)
            case .elements:
                let rule = plan.layers[group.layer].rule
                recordUnmeasured(LayerDecision(.copyBase, rule: rule), position)
            case .measured, .rows, .columns: break
            }
        }
    }

    private func recordUnmeasured(_ decision: LayerDecision, _ group: Int) {
        var tally = LayerTally(vectorCount: 0)
        tally.add(decision, GramMatrix(order: 0))
        record(tally, layer: plan.groups[group].layer, slot: group)
    }

    func record(_ decision: LayerDecision, _ gram: GramMatrix, of task: MergeTask) {
        var tally = LayerTally(vectorCount: gram.order)
        tally.add(decision, gram)
        record(tally, layer: plan.groups[task.group].layer, slot: task.group)
    }

    func record(_ tally: LayerTally, layer: Int, slot: Int) {
        tallies.withLock { $0[layer, default: [:]][slot] = tally }
    }

    /// The figures of a layer, those of its groups and segments added in their order.
    func tally(of layer: Int) -> LayerTally {
        let slots = tallies.withLock { $0[layer, default: [:]] }
        var sum: LayerTally?
        for (_, tally) in slots.sorted(by: { $0.key < $1.key }) {
            if sum == nil { sum = tally } else { sum? += tally }
        }
        return sum ?? LayerTally(vectorCount: 0)
    }
}
