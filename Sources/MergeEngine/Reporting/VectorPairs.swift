package import Merging

/// What the vectors of a layer have in common, two by two.
package struct VectorPairs: Sendable {
    /// The dot products of all pairs, over all columns.
    package private(set) var gram: GramMatrix
    /// The sum over columns of the cosine of each pair, row by row.
    private var cosines: [Double]
    /// The number of columns; a layer that is measured as a whole is one.
    package private(set) var columnCount = 0

    /// Begins without columns.
    package init(vectorCount: Int) {
        gram = GramMatrix(order: vectorCount)
        cosines = Array(repeating: 0, count: vectorCount * vectorCount)
    }

    /// The mean over columns of the cosine of each pair, row by row; norms below 1e-8 count as 1e-8.
    package var meanCosines: [Double] { cosines.map { $0 / Double(max(columnCount, 1)) } }

    /// Adds a column.
    ///
    /// - Complexity: O(N^2) for N vectors.
    package mutating func add(_ column: GramMatrix) {
        gram += column
        columnCount += 1
        let order = column.order
        for i in 0..<order {
            for j in 0..<order {
                cosines[i * order + j] += column.cosine(i, j) { max($0, 1e-8) }
            }
        }
    }

    static func += (left: inout Self, right: Self) {
        left.gram += right.gram
        left.columnCount += right.columnCount
        for index in left.cosines.indices { left.cosines[index] += right.cosines[index] }
    }
}
