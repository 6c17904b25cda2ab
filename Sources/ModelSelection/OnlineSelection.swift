internal import Glibc

/// OFMS-FT: choosing models while data arrives, under a budget of memory.
///
/// Each round a client draws a model by its probabilities, holds it and a bin of others that fit next to
/// it, answers with the drawn one and learns the losses of all that it holds. Ghari and Shen,
/// arXiv 2401.10478. Models that do not fit into the budget together are never held together, unlike in
/// the authors' code.
package struct OnlineSelection: Sendable {
    /// What a client holds in a round.
    package struct Holding: Sendable, Equatable {
        /// The model that answers.
        package let answering: Int
        /// All that are held, the answering one first.
        package let models: [Int]
    }

    /// For each model I the bins of those that fit next to it.
    package let bins: [[[Int]]]
    /// The learning rate η.
    package let rate: Double

    private var logWeights: [Double]

    /// Packs the bins: of each model's others that fit, by descending cost, each goes into the first bin
    /// with room.
    ///
    /// - Parameters:
    ///   - costs: The cost of each model.
    ///   - budget: What the models held together may cost.
    ///   - roundCount: The number T of rounds, for the standard rate `sqrt(2 ln K / (m T))`, m the most
    ///     bins of a model.
    ///   - rate: η; nil for the standard rate.
    /// - Precondition: No model costs more than the budget.
    /// - Complexity: O(K^3) for K models.
    package init(costs: [Double], budget: Double, roundCount: Int, rate: Double? = nil) {
        precondition(!costs.isEmpty, "there are no models to choose from")
        precondition(costs.allSatisfy { $0 <= budget }, "a model exceeds the budget")
        bins = costs.indices.map { model in
            let room = budget - costs[model]
            let others = costs.indices.filter { $0 != model && costs[$0] <= room }
            return Self.packed(others, costs: costs, room: room, slack: 1e-12 * budget)
        }
        let most = Double(max(bins.map(\.count).max() ?? 0, 1))
        self.rate =
            rate
            ?? (2 * log(Double(costs.count)) / (most * Double(max(roundCount, 1)))).squareRoot()
        logWeights = [Double](repeating: 0, count: costs.count)
    }

    /// Puts things into bins: by descending cost, of equal ones the first, each into the first bin with room.
    ///
    /// - Parameters:
    ///   - members: The things, as places in `costs`.
    ///   - costs: What each costs.
    ///   - room: What a bin holds; what costs more has a bin of its own.
    ///   - slack: By how much sums may exceed the room, for their rounding.
    /// - Returns: The bins, each in ascending order.
    package static func packed(
        _ members: [Int],
        costs: [Double],
        room: Double,
        slack: Double = 0
    ) -> [[Int]] {
        var bins: [(members: [Int], cost: Double)] = []
        for member in members.sorted(by: { (costs[$0], -$0) > (costs[$1], -$1) }) {
            let place = bins.firstIndex { $0.cost + costs[member] <= room + slack }
            if let place {
                bins[place].members.append(member)
                bins[place].cost += costs[member]
            } else {
                bins.append(([member], costs[member]))
            }
        }
        return bins.map { $0.members.sorted() }
    }

    /// The probability p of each model to answer.
    package var probabilities: [Double] {
        let most = logWeights.max() ?? 0
        let weights = logWeights.map { exp($0 - most) }
        let total = weights.reduce(0, +)
        return weights.map { $0 / total }
    }

    /// The probability q of each model to be held: `p_k` plus, for each other model, its p over its number
    /// of bins where k is in one of them.
    package var holdingProbabilities: [Double] {
        let probabilities = self.probabilities
        var result = probabilities
        for (model, packed) in bins.enumerated() {
            for held in packed.joined() {
                result[held] += probabilities[model] / Double(packed.count)
            }
        }
        return result
    }

    /// What a client holds, by two numbers from 0 up to but not including 1.
    package func holding(_ first: Double, _ second: Double) -> Holding {
        var cumulated = 0.0
        let probabilities = self.probabilities
        var answering = probabilities.count - 1
        for (model, probability) in probabilities.enumerated() {
            cumulated += probability
            if cumulated > first {
                answering = model
                break
            }
        }
        let packed = bins[answering]
        let beside = packed.isEmpty ? [] : packed[Int(second * Double(packed.count))]
        return Holding(answering: answering, models: [answering] + beside)
    }

    /// Learns the losses, from 0 to 1, of what was held: `ln z_k -= η L_k / q_k`.
    package mutating func learn(_ losses: [Int: Double]) {
        let held = holdingProbabilities
        for (model, loss) in losses { logWeights[model] -= rate * loss / held[model] }
    }
}
