internal import Merging

extension MergePlan {
    /// The warnings about layers, those of many rows counted, and one about the whole merge.
    func layerWarnings(_ tallies: [LayerTally]) -> [String] {
        let single = zip(layers, tallies).flatMap { layer, tally in
            tally.warnings.map { warning, count in
                let rows = layer.rowLength == nil ? "" : " (\(count) of \(tally.rows) rows)"
                return "'\(layer.name)'\(rows): \(warning)"
            }.sorted()
        }
        return single + [lowRatioWarning(tallies)].compactMap(\.self)
    }

    /// Task vectors of different tasks are nearly orthogonal, and the merge falls back to the base.
    private func lowRatioWarning(_ tallies: [LayerTally]) -> String? {
        let ratios = tallies.filter { $0.rule == .modelStock }.compactMap(\.ratio).sorted()
        guard !ratios.isEmpty, ratios[ratios.count / 2] < 0.1 else { return nil }
        return
            "the median ratio is \(ratios[ratios.count / 2]): the models agree on little, and the "
            + "merge is close to the base; were they fine-tuned from it for the same task?"
    }
}
