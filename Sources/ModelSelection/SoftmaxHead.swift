internal import Glibc

/// A linear head under softmax, and its gradient step: `z = W f + b`.
package struct SoftmaxHead: Sendable, Equatable {
    /// The number C of classes.
    package let classCount: Int
    /// The number d of features.
    package let width: Int
    /// W, a row for each class.
    package private(set) var weights: [Double]
    /// b.
    package private(set) var bias: [Double]

    /// Takes the weights.
    ///
    /// - Precondition: There is a row of `width` weights and a bias for each class.
    package init(weights: [Double], bias: [Double], width: Int) {
        precondition(weights.count == bias.count * width, "a head has a row for each class")
        (self.weights, self.bias, self.width) = (weights, bias, width)
        classCount = bias.count
    }

    /// The logits of an image.
    ///
    /// - Precondition: There are `width` features.
    package func logits(_ features: ArraySlice<Float>) -> [Double] {
        precondition(features.count == width, "an image has another number of features")
        return bias.indices.map { c in
            var sum = bias[c]
            for (k, feature) in features.enumerated() {
                sum += weights[c * width + k] * Double(feature)
            }
            return sum
        }
    }

    /// The softmax of an image's logits.
    package func probabilities(_ features: ArraySlice<Float>) -> [Double] {
        let logits = logits(features)
        let most = logits.max() ?? 0
        let terms = logits.map { exp($0 - most) }
        let total = terms.reduce(0, +)
        return terms.map { $0 / total }
    }

    /// One step down the cross-entropy of some images:
    /// `W -= η sum_i (softmax(z_i) - e_{y_i}) f_iᵀ / n`, b likewise.
    ///
    /// - Precondition: There is at least one image, and labels are classes.
    /// - Complexity: O(n C d).
    package mutating func step(_ images: [(features: ArraySlice<Float>, label: Int)], rate: Double)
    {
        precondition(!images.isEmpty, "a step needs an image")
        let errors = images.map { image in
            var error = probabilities(image.features)
            error[image.label] -= 1
            return error
        }
        let scale = rate / Double(images.count)
        for (image, error) in zip(images, errors) {
            for c in 0..<classCount {
                let factor = scale * error[c]
                bias[c] -= factor
                for (k, feature) in image.features.enumerated() {
                    weights[c * width + k] -= factor * Double(feature)
                }
            }
        }
    }

    /// The mean of heads of one shape.
    ///
    /// - Precondition: There is at least one.
    package static func mean(_ heads: [SoftmaxHead]) -> SoftmaxHead {
        var sum = heads[0]
        for head in heads.dropFirst() {
            for k in sum.weights.indices { sum.weights[k] += head.weights[k] }
            for c in sum.bias.indices { sum.bias[c] += head.bias[c] }
        }
        let count = Double(heads.count)
        for k in sum.weights.indices { sum.weights[k] /= count }
        for c in sum.bias.indices { sum.bias[c] /= count }
        return sum
    }
}
