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
        /// The model that would have been best throughout, as it was read, and its accuracy.
        package let bestModel: String
        package let bestAccuracy: Double
        /// By how many answers it fell short of that model; negative where tuning made up for it.
        package let regret: Double
        /// The accuracy so far, after each tenth of the rounds.
        package let curve: [Double]

        enum CodingKeys: String, CodingKey {
            case client, rounds, accuracy, shares, regret, curve
            case bestModel = "best_model"
            case bestAccuracy = "best_accuracy"
        }
    }

    /// What models lose by an answer.
    package enum Loss: String, Sendable, CaseIterable {
        /// 1 for a wrong one.
        case error
        /// `min(1, -ln p(class) / ln C)`.
        case crossEntropy = "cross-entropy"
    }

    /// How clients see images.
    package struct Options: Sendable {
        /// The number of rounds; nil for the images of the smallest client.
        package var rounds: Int?
        /// What models lose.
        package var loss = Loss.error
        /// Decides orders and draws.
        package var seed: UInt64 = 0

        /// The usual ones.
        package init() {}
    }

    /// The models' paths.
    package let models: [String]
    /// What each of them costs.
    package let costs: [Double]
    /// What a client may hold.
    package let budget: Double
    /// Whether heads were tuned.
    package let tunesHeads: Bool
    /// The clients.
    package let clients: [Client]
    /// The models by the sum over clients of their last probabilities, best first.
    package let order: [String]

    enum CodingKeys: String, CodingKey {
        case models, costs, budget, clients, order
        case tunesHeads = "tunes_heads"
    }

    /// Lets each client see its images in an order of its own.
    ///
    /// - Parameters:
    ///   - tables: What the models predict of each client's images.
    ///   - costs: What each model costs.
    ///   - budget: What a client may hold.
    ///   - heads: The heads that clients tune; nil leaves models as they are.
    ///   - options: How clients see images.
    /// - Throws: `ModelChoiceError.request` where a model exceeds the budget, there is one only, or the
    ///   cross-entropy is asked for without probabilities.
    /// - Complexity: O(rounds * clients * models^2); with heads O(window * C * d) for each model held too.
    package init(
        _ tables: [PredictionTable],
        costs: [Double],
        budget: Double,
        heads: OnlineHeads? = nil,
        options: Options
    ) throws(ModelChoiceError) {
        guard let first = tables.first, costs.count > 1, first.models.count == costs.count else {
            throw .request("a comparison needs at least two models, and a cost for each")
        }
        if let model = costs.firstIndex(where: { $0 > budget }) {
            throw .request(
                "\(first.models[model]) takes \(Int(costs[model])) bytes, more than the "
                    + "\(Int(budget)) that a client may hold"
            )
        }
        if options.loss == .crossEntropy, heads == nil,
            let table = tables.first(where: { $0.labelProbabilities == nil })
        {
            throw .request("\(table.dataSet): the cross-entropy needs logits, not classes only")
        }
        let least = tables.map(\.items.count).min() ?? 0
        let count = min(options.rounds ?? least, least)
        var play = OnlinePlay(
            try tables.enumerated().map { number, table throws(ModelChoiceError) in
                try OnlineClient(
                    table,
                    number: number,
                    costs: costs,
                    budget: budget,
                    roundCount: count,
                    seed: options.seed
                )
            },
            heads,
            loss: options.loss
        )
        let bandwidth = heads?.options.bandwidth ?? 1.1 * budget * Double(tables.count)
        let random = CounterHash(seed: options.seed, part: tables.count)
        for round in 0..<count {
            play.playRound(
                round,
                of: count,
                costs: costs,
                bandwidth: bandwidth,
                draw: random.unit(round)
            )
        }
        let totals = costs.indices.map { model in
            play.clients.reduce(0) { $0 + $1.probabilities[model] }
        }
        (models, self.costs, self.budget) = (first.models, costs, budget)
        (tunesHeads, clients) = (heads != nil, play.clients.map(\.report))
        order = Ranking.order(totals)
            .map { first.models[$0] }
    }
}

/// All clients, round by round.
private struct OnlinePlay {
    var clients: [OnlineClient]
    private var heads: OnlineHeads?
    private let loss: OnlineRun.Loss

    init(_ clients: [OnlineClient], _ heads: OnlineHeads?, loss: OnlineRun.Loss) {
        (self.clients, self.heads, self.loss) = (clients, heads, loss)
    }

    mutating func playRound(
        _ round: Int,
        of roundCount: Int,
        costs: [Double],
        bandwidth: Double,
        draw: Double
    ) {
        var copies: [[Int: SoftmaxHead]] = []
        for number in clients.indices {
            let turn = clients[number].draw(round)
            let answers = turn.holding.models.map { model in
                (model, answer(of: model, client: number, item: turn.item))
            }
            let isHit = answers.contains { $0.0 == turn.holding.answering && $0.1.isRight }
            clients[number].learn(
                turn,
                round: round,
                losses: Dictionary(uniqueKeysWithValues: answers.map { ($0.0, $0.1.loss) }),
                isHit: isHit
            )
            copies.append(tuned(turn, client: number, round: round, of: roundCount))
        }
        guard heads != nil, copies.contains(where: { !$0.isEmpty }) else { return }
        heads?.collect(copies, costs: costs, bandwidth: bandwidth, draw: draw)
    }

    /// Whether a model gets an item right, by its tuned head where there is one, and what it loses.
    private func answer(
        of model: Int,
        client: Int,
        item: Int
    ) -> (isRight: Bool, loss: Double) {
        let table = clients[client].table
        guard let heads else {
            let isRight = clients[client].isRight(model, item)
            guard loss == .crossEntropy, let known = table.labelProbabilities else {
                return (isRight, isRight ? 0 : 1)
            }
            return (isRight, bounded(known[model][item], table.classCount))
        }
        let shares = heads.heads[model].probabilities(heads.row(client, model, item))
        let predicted = shares.indices.reduce(0) { shares[$1] > shares[$0] ? $1 : $0 }
        let label = table.labels?[item] ?? 0
        let isRight = predicted == label
        let own = loss == .error ? (isRight ? 0 : 1) : bounded(shares[label], table.classCount)
        return (isRight, own)
    }

    private func bounded(_ probability: Double, _ classCount: Int) -> Double {
        min(1, -log(max(probability, 1e-300)) / log(Double(max(classCount, 2))))
    }

    /// The heads that a client tunes in a round, once it has seen enough images.
    private func tuned(
        _ turn: OnlineClient.Turn,
        client: Int,
        round: Int,
        of roundCount: Int
    ) -> [Int: SoftmaxHead] {
        guard let heads, round + 1 >= heads.options.window,
            let labels = clients[client].table.labels
        else { return [:] }
        let last = clients[client].order[round + 1 - heads.options.window...round]
        let pairs = turn.holding.models.map { model in
            let head = heads.tuned(
                model,
                by: client,
                on: last,
                labels: labels,
                roundCount: roundCount,
                holdingProbability: turn.holdingProbabilities[model]
            )
            return (model, head)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}
