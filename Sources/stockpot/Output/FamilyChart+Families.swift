internal import Charts
internal import MergeEngine
internal import ModelZoo
internal import TextFormats

extension FamilyChart {
    /// The chart of models in families.
    init(_ table: ModelFamilyTable, _ found: ModelSimilarity) {
        let names = ModelName.distinguishing(found.models)
        var families = [Int](repeating: 0, count: found.models.count)
        for (number, group) in table.groups.enumerated() {
            for model in group {
                if let place = found.models.firstIndex(ofExactly: model) {
                    families[place] = number
                }
            }
        }
        self.init(
            title: "Families of models",
            caption:
                "\(table.similarity) similarity of \(table.vectors), families by \(table.method)",
            names: found.models.map { names[$0] ?? $0 },
            families: families,
            similarities: table.matrix,
            joints: found.joints.map {
                Joint(first: $0.first, second: $0.second, height: $0.height)
            }
        )
    }
}
