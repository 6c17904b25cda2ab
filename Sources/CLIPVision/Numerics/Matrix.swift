internal import LinearAlgebra
internal import Tensors

/// What one vector instruction works on; the compiler splits it to the machine's width.
typealias Vector = SIMD8<Float>

/// A matrix of activations whose rows begin at whole vectors.
struct Matrix: ~Copyable {
    let rowCount: Int
    let columnCount: Int
    /// The vectors in a row, the last one filled up with columns that mean nothing.
    let vectorsPerRow: Int
    private var storage: AlignedBuffer<Vector>

    init(rows: Int, columns: Int) {
        rowCount = rows
        columnCount = columns
        vectorsPerRow = Self.vectors(for: columns)
        storage = AlignedBuffer(repeating: .zero, count: rows * vectorsPerRow)
    }

    /// The bytes that a matrix takes.
    static func byteCount(rows: Int, columns: Int) -> Int {
        rows * vectors(for: columns) * MemoryLayout<Vector>.stride
    }

    private static func vectors(for columns: Int) -> Int {
        (columns + Vector.scalarCount - 1) / Vector.scalarCount
    }

    /// The whole matrix.
    var layout: MatrixLayout { layout(rows: 0..<rowCount, columns: 0..<columnCount) }

    /// A part of the matrix.
    func layout(rows: Range<Int>, columns: Range<Int>) -> MatrixLayout {
        let stride = vectorsPerRow * Vector.scalarCount
        return MatrixLayout(
            rows: rows.count,
            columns: columns.count,
            stride: stride,
            offset: rows.lowerBound * stride + columns.lowerBound
        )
    }

    /// All elements, those beyond the last column included.
    var elements: Span<Float> {
        @_lifetime(borrow self)
        get { Span(_bytes: storage.bytes(0..<storage.count)) }
    }

    /// The vectors of a row, for reading.
    @_lifetime(borrow self)
    func row(_ index: Int) -> Span<Vector> {
        storage.span.extracting(index * vectorsPerRow..<(index + 1) * vectorsPerRow)
    }

    /// The vectors of a row, for writing.
    @_lifetime(&self)
    mutating func mutableRow(_ index: Int) -> MutableSpan<Vector> {
        storage.mutableSpan(index * vectorsPerRow..<(index + 1) * vectorsPerRow)
    }

    /// Calls `body` with all elements, for writing.
    mutating func withElements(_ body: (inout MutableSpan<Float>) -> Void) {
        var bytes = storage.mutableBytes(0..<storage.count)
        var elements = bytes.elements(as: Float.self)
        body(&elements)
    }
}

extension Matrix {
    /// Fills the matrix with rows that are one after another in `values`, again and again.
    mutating func fill(rowsWith values: Span<Vector>) {
        precondition(values.count % vectorsPerRow == 0, "a row has another length")
        let period = max(values.count / vectorsPerRow, 1)
        for index in 0..<rowCount {
            let start = index % period * vectorsPerRow
            let source = values.extracting(start..<start + vectorsPerRow)
            var row = mutableRow(index)
            for position in source.indices { row[position] = source[position] }
        }
    }

    /// Copies a row of another matrix.
    mutating func replaceRow(_ index: Int, by other: borrowing Matrix, row: Int) {
        var target = mutableRow(index)
        let source = other.row(row)
        precondition(source.count == target.count, "a row has another length")
        for position in source.indices { target[position] = source[position] }
    }

    /// Replaces a row by the mean of some rows of another matrix.
    ///
    /// - Numerics: Summed in 64 bits in the rows' order, then rounded to 32.
    mutating func replaceRow(_ index: Int, byMeanOf other: borrowing Matrix, rows: Range<Int>) {
        precondition(
            !rows.isEmpty && other.vectorsPerRow == vectorsPerRow,
            "a row has another length"
        )
        let source = other.storage.span
        var target = mutableRow(index)
        let count = SIMD8<Double>(repeating: Double(rows.count))
        for position in target.indices {
            var sum = SIMD8<Double>.zero
            for row in rows { sum += SIMD8<Double>(source[row * target.count + position]) }
            target[position] = Vector(sum / count)
        }
    }
}
