internal import ModelSelection

/// Which models may well be the best, by bagging and the inflated argmax.
package struct TiedModels: Encodable, Sendable {
    /// A model's row.
    package struct Row: Encodable, Sendable {
        /// The model's path.
        package let model: String
        /// Its accuracy on all items.
        package let accuracy: Double
        /// The share of bags in which it was the best.
        package let share: Double
        /// The distance of the shares to those where it would be the best for certain.
        package let distance: Double
        /// Whether it is in the set.
        package let selected: Bool
    }

    /// The data set.
    package let data: String
    /// The number of items.
    package let items: Int
    /// How the bags were drawn.
    package let bags: Int
    /// The part of the items in each.
    package let fraction: Double
    /// ε.
    package let epsilon: Double
    /// With probability 1 - δ at least, sets without any one item overlap with this one.
    package let delta: Double?
    /// The models, those of the largest share first.
    package let models: [Row]

    /// Draws bags.
    ///
    /// - Throws: `ModelChoiceError.request` without labels, and for fewer than two models.
    package init(
        _ table: PredictionTable,
        bags: Int,
        fraction: Double,
        epsilon: Double,
        seed: UInt64
    ) throws(ModelChoiceError) {
        let scores = try table.correctness()
        guard scores.count > 1 else { throw .request("a comparison needs at least two models") }
        let found = InflatedArgmax(
            scores: scores,
            bagCount: bags,
            fraction: fraction,
            epsilon: epsilon,
            seed: seed
        )
        data = table.dataSet
        items = table.items.count
        (self.bags, self.fraction, self.epsilon) = (bags, fraction, epsilon)
        let delta = InflatedArgmax.instability(
            itemCount: table.items.count,
            fraction: fraction,
            epsilon: epsilon
        )
        self.delta = delta.isFinite ? delta : nil
        let order = Ranking.order(found.shares)
        models = order.map { model in
            Row(
                model: table.models[model],
                accuracy: scores[model].reduce(0, +) / Double(table.items.count),
                share: found.shares[model],
                distance: found.distances[model],
                selected: found.selected.contains(model)
            )
        }
    }

    /// The models of the set, best first.
    package var selected: [String] { models.filter(\.selected).map(\.model) }
}
