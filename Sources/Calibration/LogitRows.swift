internal import Glibc

/// What a model, or several together, made of some images: a row of logits for each of them.
///
/// Logits are widened to 64 bits. Those of an ensemble of probabilities are `ln p`, of which the softmax is
/// the probabilities themselves.
package struct LogitRows: Sendable, Equatable {
    /// The number of logits of an image.
    package let classCount: Int
    /// The rows one after the other.
    package let values: [Double]

    /// Takes rows.
    ///
    /// - Precondition: There is at least one class, and `values` is whole rows.
    package init(_ values: [Double], classCount: Int) {
        precondition(classCount > 0 && values.count.isMultiple(of: classCount), "rows are whole")
        (self.values, self.classCount) = (values, classCount)
    }

    /// The number of images.
    package var imageCount: Int { values.count / classCount }

    /// The logits of an image.
    func row(_ image: Int) -> ArraySlice<Double> {
        values[image * classCount..<(image + 1) * classCount]
    }

    /// The class of an image: the largest logit, the first one where several are equal.
    package func predictedClass(of image: Int) -> Int {
        let row = row(image)
        return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
    }

    /// The part of the images that get the class of their label.
    ///
    /// - Precondition: There is a label for each image.
    package func accuracy(labels: [Int]) -> Double {
        precondition(labels.count == imageCount, "an image has one label")
        let correct = labels.indices.count { predictedClass(of: $0) == labels[$0] }
        return Double(correct) / Double(max(imageCount, 1))
    }
}

extension ArraySlice<Double> {
    /// `ln sum_j exp(z_j)`, without overflow: `max + ln sum_j exp(z_j - max)`.
    ///
    /// - Numerics: The sum in the order of the classes; relative error at most about `count · 2^-53`
    ///   of the sum. A NaN gives NaN.
    var logSumOfExponentials: Double {
        let most = self.max() ?? 0
        return most + log(reduce(0) { $0 + exp($1 - most) })
    }
}
