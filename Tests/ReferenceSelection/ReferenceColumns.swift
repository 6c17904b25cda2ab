import Glibc

/// The mean cosine of the columns of two matrices, column after column.
///
/// Norms count as 1e-8 at least.
public func referenceColumnSimilarity(_ a: [[Double]], _ b: [[Double]]) -> Double {
    var sum = 0.0
    for column in a[0].indices {
        var (product, first, second) = (0.0, 0.0, 0.0)
        for row in a.indices {
            product += a[row][column] * b[row][column]
            first += a[row][column] * a[row][column]
            second += b[row][column] * b[row][column]
        }
        sum += product / (max(first.squareRoot(), 1e-8) * max(second.squareRoot(), 1e-8))
    }
    return sum / Double(a[0].count)
}

/// The softmax head's gradient step, by the difference quotient of the mean cross-entropy.
///
/// - Parameters:
///   - weights: A row for each class, the bias last.
///   - images: Features and label of each image.
///   - rate: The learning rate.
/// - Returns: The weights after the step.
public func referenceHeadStep(
    _ weights: [[Double]],
    images: [(features: [Double], label: Int)],
    rate: Double
) -> [[Double]] {
    func loss(_ weights: [[Double]]) -> Double {
        var sum = 0.0
        for (features, label) in images {
            let logits = weights.map { row in
                zip(row, features + [1]).reduce(0) { $0 + $1.0 * $1.1 }
            }
            sum += logarithmOfSum(logits) - logits[label]
        }
        return sum / Double(images.count)
    }
    var after = weights
    for row in weights.indices {
        for column in weights[row].indices {
            var (above, below) = (weights, weights)
            above[row][column] += 1e-5
            below[row][column] -= 1e-5
            after[row][column] -= rate * (loss(above) - loss(below)) / 2e-5
        }
    }
    return after
}

private func logarithmOfSum(_ logits: [Double]) -> Double {
    let most = logits.max() ?? 0
    return most + log(logits.reduce(0) { $0 + exp($1 - most) })
}
