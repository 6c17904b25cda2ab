internal import Glibc
internal import ModelSelection
internal import Randomness

/// Models chosen while images arrive, under a budget of memory.
package struct OnlineRun: Encodable, Sendable {
    /// What a client came to.
    package struct Client: Encodable, Sendable {
        /// The data set that it saw.
        package let client: String
        /// The number of rounds.
        package let rounds: Int
        /// The accuracy of its answers.
        package let accuracy: Double
        /// For each model the share of rounds in which it answered.
        package let shares: [Double]
        /// The model that would have been best throughout, and its accuracy.
        package let bestModel: String
        package let bestAccuracy: Double
        /// By how many answers it fell short of that model.
        package let regret: Double
        /// The accuracy so far, after each tenth of the rounds.
        package let curve: [Double]

        enum CodingKeys: String, CodingKey {
            case client, rounds, accuracy, shares, regret, curve
            case bestModel = "best_model"
            case bestAccuracy = "best_accuracy"
        }
    }

    /// The models' paths.
    package let models: [String]
    /// What each of them costs.
    package let costs: [Double]
    /// What a client may hold.
    package let budget: Double
    /// The clients.
    package let clients: [Client]
    /// The models by the sum over clients of their last probabilities, best first.
    package let order: [String]

    /// Lets each client see its images in an order of its own.
    ///
    /// - Parameters:
    ///   - tables: What the models predict of each client's images.
    ///   - costs: What each model costs.
    ///   - budget: What a client may hold.
    ///   - rounds: The number of rounds; nil for the images of the smallest client.
    ///   - seed: Decides orders and draws.
    /// - Throws: `ModelChoiceError.request` where a model exceeds the budget or there is one only.
    package init(
        _ tables: [PredictionTable],
        costs: [Double],
        budget: Double,
        rounds: Int?,
        seed: UInt64
    ) throws(ModelChoiceError) {
        guard let first = tables.first, costs.count > 1 else {
            throw .request("a comparison needs at least two models")
        }
        if let model = costs.firstIndex(where: { $0 > budget }) {
            throw .request(
                "\(first.models[model]) takes \(Int(costs[model])) bytes of memory, more than the "
                    + "\(Int(budget)) that are allowed"
            )
        }
        let least = tables.map(\.items.count).min() ?? 0
        let count = min(rounds ?? least, least)
        var clients: [Client] = []
        var totals = [Double](repeating: 0, count: costs.count)
        for (number, table) in tables.enumerated() {
            let correct = try table.correctness()
            var selection = OnlineSelection(costs: costs, budget: budget, roundCount: count)
            let random = CounterHash(seed: seed, part: number)
            var items = Array(table.items.indices)
            var answered = [Int](repeating: 0, count: costs.count)
            var (hits, curve) = (0.0, [Double]())
            for round in 0..<count {
                let place = round + Int(random[3 * round] % UInt64(items.count - round))
                items.swapAt(round, place)
                let item = items[round]
                let held = selection.holding(
                    random.unit(3 * round + 1),
                    random.unit(3 * round + 2)
                )
                answered[held.answering] += 1
                hits += correct[held.answering][item]
                selection.learn(
                    Dictionary(
                        uniqueKeysWithValues: held.models.map { ($0, 1 - correct[$0][item]) }
                    )
                )
                if (round + 1) % max(count / 10, 1) == 0 { curve.append(hits / Double(round + 1)) }
            }
            let seen = items.prefix(count)
            let sums = correct.map { own in seen.reduce(0) { $0 + own[$1] } }
            let best = sums.indices.reduce(0) { sums[$1] > sums[$0] ? $1 : $0 }
            clients.append(
                Client(
                    client: table.dataSet,
                    rounds: count,
                    accuracy: hits / Double(count),
                    shares: answered.map { Double($0) / Double(count) },
                    bestModel: table.models[best],
                    bestAccuracy: sums[best] / Double(count),
                    regret: sums[best] - hits,
                    curve: curve
                )
            )
            for (model, p) in selection.probabilities.enumerated() { totals[model] += p }
        }
        (models, self.costs, self.budget, self.clients) = (first.models, costs, budget, clients)
        order = totals.indices.sorted { (totals[$0], -$0) > (totals[$1], -$1) }
            .map { first.models[$0] }
    }
}
