import Merging
import Testing

@testable import MergeEngine

@Suite("Figures of layers in columns")
struct LayerFiguresTests {
    private func rule() -> LayerTally {
        var tally = LayerTally(vectorCount: 0)
        tally.add(LayerDecision(.copyBase, rule: .average), GramMatrix(order: 0))
        return tally
    }

    private func elements() -> LayerTally {
        var tally = LayerTally(vectorCount: 2)
        tally.add(ElementFigures(vectorCount: 2))
        return tally
    }

    @Test("figures of elements join the rule of the part", arguments: [true, false])
    func elementFigures(ruleFirst: Bool) {
        var figures = LayerFigures(layerCount: 1, vectorCount: 2)
        let found = [(0, rule()), (1, elements())]
        for (slot, tally) in ruleFirst ? found : found.reversed() {
            figures.add(tally, layer: 0, slot: slot)
        }
        #expect(figures[0].rows == 1 && figures[0].rule == .average)
        #expect(figures[0].norms == [0, 0] && figures[0].elements != nil)
    }

    @Test("a copied layer stays one, whenever its other segments come", arguments: [true, false])
    func copiedLayer(copyFirst: Bool) {
        var figures = LayerFigures(layerCount: 1, vectorCount: 2)
        if !copyFirst { figures.add(elements(), layer: 0, slot: 1) }
        var copy = LayerTally(vectorCount: 0)
        copy.add(LayerDecision(.copyBase, rule: .copy), GramMatrix(order: 0))
        figures.replace(by: copy, layer: 0)
        if copyFirst { figures.add(elements(), layer: 0, slot: 1) }
        #expect(figures[0].rule == .copy && figures[0].rows == 1)
        #expect(figures[0].norms.isEmpty && figures[0].elements == nil)
    }
}
