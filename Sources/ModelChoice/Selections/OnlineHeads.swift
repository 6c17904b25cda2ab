package import CLIPVision
package import ModelSelection

/// The heads of all models while clients tune them: the part of OFMS-FT that changes models.
///
/// The towers are frozen, so that the features of an image never change. In each round a client takes, for each
/// model it holds, one step on its last images from the server's head; the server takes the mean over the
/// clients of one group. Ghari and Shen, arXiv 2401.10478, who tune all weights.
package struct OnlineHeads: Sendable {
    /// How heads are tuned.
    package struct Options: Sendable {
        /// The last images of a client that a step takes; steps begin with that round.
        package var window = 50
        /// What the clients of a group may upload together; nil for 1.1 times what all may hold.
        package var bandwidth: Double?

        /// The usual ones.
        package init() {}
    }

    private(set) var heads: [SoftmaxHead]
    /// For each client and model the features of all of its images, a row for each.
    private let features: [[[Float]]]
    let options: Options

    /// Takes heads and features.
    ///
    /// - Parameters:
    ///   - heads: The head of each model.
    ///   - features: For each client and model a row of features for each image, as the head takes them.
    ///   - options: How heads are tuned.
    /// - Precondition: There are features for each model, as many as its head takes.
    package init(_ heads: [SoftmaxHead], features: [[[Float]]], options: Options) {
        precondition(
            features.allSatisfy { $0.count == heads.count },
            "there are features of another number of models"
        )
        (self.heads, self.features, self.options) = (heads, features, options)
    }

    /// Takes the heads of classifiers.
    package init(_ classifiers: [ImageClassifier], features: [[[Float]]], options: Options) {
        let heads = classifiers.map { classifier in
            let head = classifier.headWeights
            return SoftmaxHead(weights: head.weights, bias: head.bias, width: head.width)
        }
        self.init(heads, features: features, options: options)
    }

    func row(_ client: Int, _ model: Int, _ item: Int) -> ArraySlice<Float> {
        let width = heads[model].width
        return features[client][model][item * width..<(item + 1) * width]
    }

    /// The head of a model after a client's step: `η_k = 1e-3 / sqrt(T) / max(q_k, .05)`.
    func tuned(
        _ model: Int,
        by client: Int,
        on items: ArraySlice<Int>,
        labels: [Int],
        roundCount: Int,
        holdingProbability: Double
    ) -> SoftmaxHead {
        var head = heads[model]
        let rate = 1e-3 / Double(roundCount).squareRoot() / max(holdingProbability, 0.05)
        head.step(items.map { (row(client, model, $0), labels[$0]) }, rate: rate)
        return head
    }

    /// Takes the mean of a group's copies; a client without a copy counts with the server's head.
    ///
    /// - Parameters:
    ///   - copies: For each client the heads that it tuned, by model.
    ///   - costs: The cost of each model.
    ///   - bandwidth: What a group may upload.
    ///   - draw: A number from 0 up to but not including 1 that decides the group.
    mutating func collect(
        _ copies: [[Int: SoftmaxHead]],
        costs: [Double],
        bandwidth: Double,
        draw: Double
    ) {
        let uploads = copies.map { $0.keys.reduce(0) { $0 + costs[$1] } }
        let groups = OnlineSelection.packed(
            Array(copies.indices),
            costs: uploads,
            room: bandwidth,
            slack: 1e-12 * bandwidth
        )
        let group = groups[Int(draw * Double(groups.count))]
        let server = heads
        for model in server.indices where group.contains(where: { copies[$0][model] != nil }) {
            heads[model] = SoftmaxHead.mean(group.map { copies[$0][model] ?? server[model] })
        }
    }
}
