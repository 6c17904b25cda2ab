internal import ModelSelection

/// Few labels that tell which model is best: what was asked, what was learnt.
package struct LabelSession: Encodable, Sendable {
    /// A label that was used.
    package struct Step: Encodable, Sendable {
        /// The item, and what it is called.
        package let item: Int
        package let path: String
        /// Its class.
        package let label: Int
        /// The entropy of the posterior that was expected after its label, in bits; nil where nobody
        /// asked for it.
        package let entropy: Double?
        /// The model with the most correct answers after it.
        package let answer: String
        /// The posterior of that model.
        package let posterior: Double
    }

    /// A model's row.
    package struct Row: Encodable, Sendable {
        /// The model's path.
        package let model: String
        /// The probability that it is the best.
        package let posterior: Double
        /// Its accuracy on all items; nil where their labels are not known.
        package let accuracy: Double?
    }

    /// The data set.
    package let data: String
    /// The number of items, and of those on which not all models agree.
    package let items, disputed: Int
    /// ε, the error rate that a model is assumed to have.
    package let epsilon: Double
    /// The labels, in order.
    package let steps: [Step]
    /// The models, most likely first.
    package let models: [Row]
    /// The model with the most correct answers.
    package let answer: String
    /// What to label next.
    package let queue: LabelQueue.Items
    /// How soon labels tell the best model on pools of these items, where it was tried.
    package let trials: LabelTrialReport?

    enum CodingKeys: String, CodingKey {
        case data, items, disputed, epsilon, steps, models, answer, queue, trials
    }

    /// Pools on which queries are tried.
    package struct Pools: Sendable {
        /// The number of pools, and of items in each.
        package let count, size: Int

        /// Describes pools.
        package init(count: Int, size: Int) { (self.count, self.size) = (count, size) }
    }

    /// Asks for labels where they are known, or takes those that are given and asks for more.
    ///
    /// - Parameters:
    ///   - table: The predictions.
    ///   - budget: The number of labels.
    ///   - given: The labels that a person gave; nil to ask the table's own.
    ///   - batch: How many more are asked for at a time.
    ///   - epsilon: ε; nil to choose it.
    ///   - trials: The pools on which queries are tried too; nil for none.
    ///   - seed: Decides the pools.
    /// - Throws: `ModelChoiceError.request` for fewer than two models, and for trials without labels.
    /// - Complexity: O(budget * items * models).
    package init(
        _ table: PredictionTable,
        budget: Int,
        given: GivenLabels?,
        batch: Int,
        epsilon: Double?,
        trials: Pools? = nil,
        seed: UInt64
    ) throws(ModelChoiceError) {
        guard table.models.count > 1 else {
            throw .request("a comparison needs at least two models")
        }
        let rows = table.items.indices.map { item in table.classes.map { $0[item] } }
        let epsilon =
            epsilon
            ?? LabelQueries.epsilon(
                predictions: rows,
                classCount: table.classCount,
                budget: budget,
                seed: seed
            )
        var queries = LabelQueries(
            predictions: rows,
            classCount: table.classCount,
            epsilon: epsilon
        )
        var steps: [Step] = []
        func note(_ item: Int, _ label: Int, _ entropy: Double?) {
            queries.note(label: label, of: item)
            steps.append(
                Step(
                    item: item,
                    path: table.items[item],
                    label: label,
                    entropy: entropy,
                    answer: table.models[queries.leader],
                    posterior: queries.posterior[queries.leader]
                )
            )
        }
        if let given {
            for entry in given.labels { note(entry.item, entry.label, nil) }
            let more = max(min(batch, budget - given.labels.count), 0)
            queue = LabelQueue.Items(queries.batch(more), table)
        } else {
            let labels = try table.requireLabels()
            while steps.count < budget, let next = queries.next() {
                note(next.item, labels[next.item], next.entropy)
            }
            queue = LabelQueue.Items([], table)
        }
        let accuracies = try table.labels.map { _ throws(ModelChoiceError) in
            try table.correctness().map { $0.reduce(0, +) / Double($0.count) }
        }
        let posterior = queries.posterior
        let order = Ranking.order(posterior)
        models = order.map { model in
            Row(
                model: table.models[model],
                posterior: posterior[model],
                accuracy: accuracies?[model]
            )
        }
        self.trials = try trials.map { pools throws(ModelChoiceError) in
            try LabelTrialReport(
                table,
                rows,
                budget: budget,
                pools: pools.count,
                poolSize: pools.size,
                epsilon: epsilon,
                seed: seed
            )
        }
        data = table.dataSet
        (items, disputed) = (table.items.count, queries.disputed.count)
        answer = table.models[queries.leader]
        (self.epsilon, self.steps) = (epsilon, steps)
    }
}
