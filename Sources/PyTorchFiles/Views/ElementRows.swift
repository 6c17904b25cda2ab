/// The rows of a box: runs of elements that are consecutive in the tensor and evenly spaced in the
/// file.
struct ElementRows {
    /// One row, its positions counted in elements from the box's first.
    struct Row {
        /// Where the row begins in the file.
        let first: Int
        /// Where it begins in the tensor.
        let place: Int
        let count: Int
        /// The distance of its elements in the file.
        let stride: Int
    }

    private let extents: ArraySlice<Int>
    private let strides: ArraySlice<Int>
    private let steps: [Int]
    private let count: Int
    private let stride: Int
    private var indices: [Int]
    private var isDone = false

    init(_ box: ElementLayout.Box, in layout: ElementLayout) {
        extents = box.extents.dropLast()
        count = box.extents.last ?? 1
        strides = layout.strides[box.outer...].dropLast()
        stride = box.extents.isEmpty ? 1 : layout.strides[layout.strides.count - 1]
        indices = extents.map { _ in 0 }
        steps = extents.indices.map { layout.extents[(box.outer + $0 + 1)...].reduce(1, *) }
    }

    mutating func next() -> Row? {
        guard !isDone else { return nil }
        let row = Row(
            first: zip(indices, strides).reduce(0) { $0 + $1.0 * $1.1 },
            place: zip(indices, steps).reduce(0) { $0 + $1.0 * $1.1 },
            count: count,
            stride: stride
        )
        advance()
        return row
    }

    private mutating func advance() {
        for dimension in indices.indices.reversed() {
            indices[dimension] += 1
            if indices[dimension] < extents[dimension] { return }
            indices[dimension] = 0
        }
        isDone = true
    }
}
