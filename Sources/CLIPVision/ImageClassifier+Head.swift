internal import CLIPModels

extension ImageClassifier {
    /// The head's weights, a row of features for each class, and its biases, in 64 bits.
    ///
    /// - Complexity: O(classes * features).
    package var headWeights: (weights: [Double], bias: [Double], width: Int) {
        let bias = head.map.bias
        let count = head.map.outputCount
        return (
            head.map.weights.map(Double.init),
            (0..<count).map { Double(bias[$0 / Vector.scalarCount][$0 % Vector.scalarCount]) },
            head.map.inputCount
        )
    }

    /// Whether the head takes features of norm 1.
    package var headNormalisesFeatures: Bool {
        architecture.headInput == .normalisedFeatures
    }
}
