import Glibc

/// The expected entropy, in bits, of the posterior over models after an item's label, by writing every
/// posterior out.
///
/// - Parameters:
///   - predictions: The class that each model predicts for the item.
///   - weights: The posterior before.
///   - gamma: By what a correct answer multiplies a model's weight.
///   - classCount: The number of classes.
/// - Returns: The mean over all classes.
public func referenceExpectedEntropy(
    _ predictions: [Int],
    weights: [Double],
    gamma: Double,
    classCount: Int
) -> Double {
    var sum = 0.0
    for label in 0..<classCount {
        var after: [Double] = []
        for (weight, predicted) in zip(weights, predictions) {
            after.append(predicted == label ? weight * gamma : weight)
        }
        let total = after.reduce(0, +)
        for weight in after where weight > 0 {
            sum -= weight / total * log2(weight / total)
        }
    }
    return sum / Double(classCount)
}
