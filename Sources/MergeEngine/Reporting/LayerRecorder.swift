internal import Merging
internal import Synchronization

/// Collects the figures of all layers while workers find them in any order.
final class LayerRecorder: Sendable {
    /// What was found in parts and segments of layers; summed in order at the end, so that the report
    /// does not depend on which worker was faster.
    private let found: Mutex<LayerFigures>

    init(_ plan: MergePlan) {
        found = Mutex(
            LayerFigures(
                layerCount: plan.layers.count,
                vectorCount: plan.measuredVectorCount
            )
        )
        for (position, part) in plan.parts.enumerated() {
            switch part.treatment {
            case .decided(let decision): recordUnmeasured(decision, part, position)
            case .verbatim: recordUnmeasured(LayerDecision(.copyBase, rule: .copy), part, position)
            case .elements:
                let rule = plan.layers[part.layer].rule
                recordUnmeasured(LayerDecision(.copyBase, rule: rule), part, position)
            case .measured, .rows, .columns, .matrix: break
            }
        }
    }

    private func recordUnmeasured(_ decision: LayerDecision, _ part: LayerPart, _ slot: Int) {
        var tally = LayerTally(vectorCount: 0)
        tally.add(decision, GramMatrix(order: 0))
        record(tally, layer: part.layer, slot: slot)
    }

    func record(_ decision: LayerDecision, _ gram: GramMatrix, of part: LayerPart, slot: Int) {
        var tally = LayerTally(vectorCount: gram.order)
        tally.add(decision, gram)
        record(tally, layer: part.layer, slot: slot)
    }

    func record(_ figures: ElementFigures, of part: LayerPart, slot: Int) {
        var tally = LayerTally(vectorCount: figures.squaredNorms.count)
        tally.add(figures)
        record(tally, layer: part.layer, slot: slot)
    }

    func record(_ merged: MergedMatrix, of layer: PlannedLayer, number: Int) {
        var tally = LayerTally(vectorCount: merged.figures.norms.count)
        tally.add(merged, by: layer.rule)
        record(tally, layer: number, slot: 0)
    }

    /// Notes that a layer was copied because all inputs hold the same, infinities among it.
    func recordShared(_ layer: Int) {
        var tally = LayerTally(vectorCount: 0)
        let copy = LayerDecision(.copyBase, rule: .copy, warnings: [.sharedNonFinite])
        tally.add(copy, GramMatrix(order: 0))
        found.withLock { $0.replace(by: tally, layer: layer) }
    }

    func record(_ tally: LayerTally, layer: Int, slot: Int) {
        found.withLock { $0.add(tally, layer: layer, slot: slot) }
    }

    /// What was found so far.
    var figures: LayerFigures { found.withLock { $0 } }
}
