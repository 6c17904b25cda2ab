/// A matrix in plain loops.
struct ReferenceMatrix {
    let rowCount: Int
    let columnCount: Int
    var elements: [Double]

    init(rows: Int, columns: Int, _ elements: [Double]? = nil) {
        rowCount = rows
        columnCount = columns
        self.elements = elements ?? [Double](repeating: 0, count: rows * columns)
    }

    subscript(row: Int, column: Int) -> Double {
        get { elements[row * columnCount + column] }
        set { elements[row * columnCount + column] = newValue }
    }

    func column(_ column: Int) -> [Double] { (0..<rowCount).map { self[$0, column] } }

    var transposed: ReferenceMatrix {
        var result = ReferenceMatrix(rows: columnCount, columns: rowCount)
        for row in 0..<rowCount {
            for column in 0..<columnCount { result[column, row] = self[row, column] }
        }
        return result
    }

    /// sum_j factor_j left_j right_jᵀ, the vectors being columns.
    static func sum(
        _ left: [[Double]],
        _ factors: [Double],
        _ right: [[Double]],
        like: ReferenceMatrix
    ) -> ReferenceMatrix {
        var result = ReferenceMatrix(rows: like.rowCount, columns: like.columnCount)
        for (index, factor) in factors.enumerated() {
            for row in 0..<like.rowCount {
                let scaled = factor * left[index][row]
                for column in 0..<like.columnCount {
                    result[row, column] += scaled * right[index][column]
                }
            }
        }
        return result
    }

    static func + (one: ReferenceMatrix, other: ReferenceMatrix) -> ReferenceMatrix {
        var result = one
        for index in one.elements.indices { result.elements[index] += other.elements[index] }
        return result
    }

    func scaled(by factor: Double) -> ReferenceMatrix {
        ReferenceMatrix(rows: rowCount, columns: columnCount, elements.map { factor * $0 })
    }
}
