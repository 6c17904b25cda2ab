internal import Glibc
package import LinearAlgebra

/// Scores from the outputs of a model's own head, whose classes need not be those of the data.
package enum OutputTransfer {
    /// LEEP: the mean log-likelihood of the labels, given the model's outputs.
    ///
    /// Each of the model's classes z is read as its empirical distribution over labels:
    ///
    ///     J_yz = 1/n sum over y_i = y of P_iz,   LEEP = 1/n sum_i ln sum_z J_yz / p_z P_iz  <= 0
    ///
    /// Nguyen et al., arXiv 2002.12462. P is the softmax of the logits.
    ///
    /// - Parameters:
    ///   - logits: A row for each image.
    ///   - sample: The same images; of it only the classes count.
    /// - Returns: LEEP, undefined for no images.
    /// - Precondition: There is a row for each image.
    /// - Complexity: O(n (Z + C)) for Z outputs.
    package static func leep(_ logits: DenseMatrix, _ sample: LabelledFeatures) -> ScoreOutcome {
        precondition(logits.rowCount == sample.imageCount, "outputs and images differ in count")
        guard logits.rowCount > 0 else { return .undefined("no images") }
        let probabilities = softmax(logits)
        let (n, outputs) = (Double(logits.rowCount), logits.columnCount)
        var joint = DenseMatrix(rows: sample.classCount, columns: outputs)
        var marginal = [Double](repeating: 0, count: outputs)
        for (i, number) in sample.classes.enumerated() {
            for z in 0..<outputs {
                joint[number, z] += probabilities[i, z] / n
                marginal[z] += probabilities[i, z] / n
            }
        }
        var sum = 0.0
        for (i, number) in sample.classes.enumerated() {
            var likelihood = 0.0
            for z in 0..<outputs where marginal[z] > 0 {
                likelihood += joint[number, z] / marginal[z] * probabilities[i, z]
            }
            sum += log(likelihood)
        }
        return ScoreOutcome(sum / n, orWhenNotFinite: "a label has no likelihood")
    }

    /// NCE: the negative conditional entropy of the labels, given the model's predictions.
    ///
    /// `sum N_yz/n ln(N_yz / N_z)` for labels y and predictions z, from -ln C to 0. Tran, Nguyen and
    /// Hassner, ICCV 2019.
    ///
    /// - Returns: NCE, undefined for no images.
    /// - Precondition: There is a row for each image.
    /// - Complexity: O(n Z) for Z outputs; equal logits count as the first.
    package static func nce(_ logits: DenseMatrix, _ sample: LabelledFeatures) -> ScoreOutcome {
        precondition(logits.rowCount == sample.imageCount, "outputs and images differ in count")
        guard logits.rowCount > 0 else { return .undefined("no images") }
        var pairs = DenseMatrix(rows: sample.classCount, columns: logits.columnCount)
        var totals = [Double](repeating: 0, count: logits.columnCount)
        for (i, number) in sample.classes.enumerated() {
            let row = Array(logits.row(i))
            let predicted = row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
            pairs[number, predicted] += 1
            totals[predicted] += 1
        }
        var sum = 0.0
        for number in 0..<sample.classCount {
            for z in totals.indices where pairs[number, z] > 0 {
                sum += pairs[number, z] * log(pairs[number, z] / totals[z])
            }
        }
        return .value(sum / Double(logits.rowCount))
    }

    private static func softmax(_ logits: DenseMatrix) -> DenseMatrix {
        var result = logits
        for i in 0..<logits.rowCount {
            let largest = logits.row(i).max() ?? 0
            var total = 0.0
            for z in 0..<logits.columnCount {
                result[i, z] = exp(logits[i, z] - largest)
                total += result[i, z]
            }
            for z in 0..<logits.columnCount { result[i, z] /= total }
        }
        return result
    }
}
