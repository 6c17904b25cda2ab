internal import Checkpoints
internal import Merging
internal import TextFormats

extension MergePlan {
    /// The warnings about layers, those of many rows counted, and one about the whole merge.
    func layerWarnings(_ tallies: [LayerTally]) -> [String] {
        let single = zip(layers, tallies).flatMap { layer, tally in
            tally.warnings.map { warning, count in
                let rows = layer.rowLength == nil ? "" : " (\(count) of \(tally.rows) rows)"
                return PrintableText.quoted(layer.name) + "\(rows): \(warning)"
            }.sorted()
        }
        return single + [lowRatioWarning(tallies)].compactMap(\.self)
    }

    /// Task vectors of different tasks are nearly orthogonal, and the merge falls back to the base.
    private func lowRatioWarning(_ tallies: [LayerTally]) -> String? {
        let median = tallies.compactMap(\.ratio).sorted().medianOfSorted
        guard let median, median < 0.1 else { return nil }
        return "the median ratio is \(median): the models agree on little; "
            + "were they fine-tuned from this base for the same task?"
    }
}
