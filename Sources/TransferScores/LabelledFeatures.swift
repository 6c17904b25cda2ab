package import LinearAlgebra

/// The features of images and their classes: what transferability scores are computed from.
///
/// Only classes that occur count; they are numbered anew, in ascending order of their labels.
package struct LabelledFeatures: Sendable {
    /// The features F: row i is f_i, that of image i.
    package let features: DenseMatrix
    /// The class of each image, from 0.
    package let classes: [Int]
    /// The number of images n_c of each class.
    package let classCounts: [Double]
    /// The mean row μ of the features.
    package let mean: [Double]
    /// The centred features X = F - 1μᵀ.
    package let centred: DenseMatrix
    /// Row c is S_c, the sum of the centred rows of class c.
    package let classSums: DenseMatrix

    /// Prepares features.
    ///
    /// - Parameters:
    ///   - features: A row for each image.
    ///   - labels: The class of each image.
    /// - Precondition: There is a label for each row.
    /// - Throws: `TransferScoreError.notFinite` with the first row that holds a NaN or an infinity.
    /// - Complexity: O(n d) time and memory.
    package init(_ features: DenseMatrix, labels: [Int]) throws(TransferScoreError) {
        let (n, d) = (features.rowCount, features.columnCount)
        precondition(labels.count == n, "\(labels.count) labels for \(n) rows")
        if let bad = features.elements.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(image: bad / d)
        }
        let present = Set(labels).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, $0) })
        let classes = labels.map { numbers[$0] ?? 0 }

        var mean = [Double](repeating: 0, count: d)
        for i in 0..<n { for j in 0..<d { mean[j] += features[i, j] } }
        for j in 0..<d { mean[j] /= Double(max(n, 1)) }
        var centred = features
        var sums = DenseMatrix(rows: present.count, columns: d)
        var counts = [Double](repeating: 0, count: present.count)
        for i in 0..<n {
            counts[classes[i]] += 1
            for j in 0..<d {
                centred[i, j] -= mean[j]
                sums[classes[i], j] += centred[i, j]
            }
        }
        self.features = features
        self.classes = classes
        self.mean = mean
        self.centred = centred
        classCounts = counts
        classSums = sums
    }

    /// The number n of images.
    package var imageCount: Int { features.rowCount }
    /// The number d of features.
    package var dimension: Int { features.columnCount }
    /// The number C of classes that occur.
    package var classCount: Int { classCounts.count }
    /// p, the share of pairs of images, an image with itself included, that have one class.
    package var sameClassShare: Double {
        let n = Double(imageCount)
        return classCounts.reduce(0) { $0 + $1 * $1 } / (n * n)
    }

    /// The rows of the images of a class.
    func rows(ofClass number: Int, in matrix: DenseMatrix) -> DenseMatrix {
        let rows = classes.indices.filter { classes[$0] == number }
        return DenseMatrix(
            rows.flatMap { matrix.row($0) },
            rows: rows.count,
            columns: matrix.columnCount
        )
    }

    /// The Gram matrix of rows or columns, whichever is smaller: same trace, norm and eigenvalues but
    /// for zeros.
    static func smallerGram(of matrix: DenseMatrix) -> DenseMatrix {
        matrix.gram(ofColumns: matrix.columnCount <= matrix.rowCount)
    }
}
