internal import ModelSelection
internal import Randomness

/// What a client has seen and learnt so far.
struct OnlineClient {
    let table: PredictionTable
    private let correct: [[Double]]
    private let random: CounterHash
    private var selection: OnlineSelection
    /// The items in the order in which they are seen, as far as they were drawn.
    private(set) var order: [Int]
    private var answered: [Int]
    private var hits = 0.0
    private var curve: [Double] = []
    private let roundCount: Int

    init(
        _ table: PredictionTable,
        number: Int,
        costs: [Double],
        budget: Double,
        roundCount: Int,
        seed: UInt64
    ) throws(ModelChoiceError) {
        self.table = table
        self.roundCount = roundCount
        correct = try table.correctness()
        random = CounterHash(seed: seed, part: number)
        selection = OnlineSelection(costs: costs, budget: budget, roundCount: roundCount)
        order = Array(table.items.indices)
        answered = [Int](repeating: 0, count: costs.count)
    }

    /// What is held in a round, and the probability of each model to be held in it.
    struct Turn {
        let item: Int
        let holding: OnlineSelection.Holding
        let holdingProbabilities: [Double]
    }

    /// Draws the next image and the models that are held for it.
    mutating func draw(_ round: Int) -> Turn {
        let place = round + Int(random[3 * round] % UInt64(order.count - round))
        order.swapAt(round, place)
        let held = selection.holding(random.unit(3 * round + 1), random.unit(3 * round + 2))
        return Turn(
            item: order[round],
            holding: held,
            holdingProbabilities: selection.holdingProbabilities
        )
    }

    /// Learns what the models that were held made of the image.
    ///
    /// - Parameters:
    ///   - turn: The image and the models.
    ///   - round: The number of the round, from 0.
    ///   - losses: The loss of each model that was held, from 0 to 1.
    ///   - isHit: Whether the answer was right.
    mutating func learn(_ turn: Turn, round: Int, losses: [Int: Double], isHit: Bool) {
        answered[turn.holding.answering] += 1
        hits += isHit ? 1 : 0
        selection.learn(losses)
        if (round + 1) % max(roundCount / 10, 1) == 0 { curve.append(hits / Double(round + 1)) }
    }

    /// Whether a model as it was read gets an item right.
    func isRight(_ model: Int, _ item: Int) -> Bool { correct[model][item] == 1 }

    /// The probabilities of the models to answer.
    var probabilities: [Double] { selection.probabilities }

    /// What the client came to.
    var report: OnlineRun.Client {
        let seen = order.prefix(roundCount)
        let sums = correct.map { own in seen.reduce(0) { $0 + own[$1] } }
        let best = sums.indices.reduce(0) { sums[$1] > sums[$0] ? $1 : $0 }
        return OnlineRun.Client(
            client: table.dataSet,
            rounds: roundCount,
            accuracy: hits / Double(roundCount),
            shares: answered.map { Double($0) / Double(roundCount) },
            bestModel: table.models[best],
            bestAccuracy: sums[best] / Double(roundCount),
            regret: sums[best] - hits,
            curve: curve
        )
    }
}
