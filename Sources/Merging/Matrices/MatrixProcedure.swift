public import LinearAlgebra

/// How a layer is merged as a matrix: from the task vectors of all models to one.
///
/// A procedure asks for one task vector after the other and keeps of each what it needs, so that a
/// worker holds one matrix of one model at a time. All factorisations are in 64 bits, on the caller's
/// thread. It sees no files and no threads.
public protocol MatrixProcedure: Sendable {
    /// How many times each task vector is asked for.
    var passCount: Int { get }

    /// Whether models count by the lengths of their task vectors, which should be alike therefore.
    var comparesLengths: Bool { get }

    /// The same procedure without its last factor, and that factor: what it merges to is the factor times
    /// what the other one merges to, to the bit.
    var withoutFactor: (procedure: any MatrixProcedure, factor: Double) { get }

    /// The memory that a merge holds at once, the task vector at hand included, in bytes.
    ///
    /// - Throws: `UndefinedResult` where the formula has no value for such extents.
    func byteCount(_ extents: MatrixExtents) throws(UndefinedResult) -> Int

    /// Merges.
    ///
    /// - Parameters:
    ///   - extents: The extents of the matrices.
    ///   - taskVector: Gives the task vector of the model with a position, in order, as often as
    ///     `passCount` says.
    /// - Returns: The merged task vector.
    /// - Throws: What `taskVector` throws; `LinearAlgebraError` where a factorisation fails.
    func merge(
        _ extents: MatrixExtents,
        _ taskVector: (Int) throws -> TaskMatrix
    ) throws -> MergedMatrix
}

extension MatrixProcedure {
    /// One pass.
    public var passCount: Int { 1 }

    /// No factor.
    public var withoutFactor: (procedure: any MatrixProcedure, factor: Double) { (self, 1) }

    /// Lengths do not matter.
    public var comparesLengths: Bool { false }
}

/// The task vector of one model in one layer.
public struct TaskMatrix: Sendable {
    /// Its elements.
    public var elements: DenseMatrix
    /// Its length, the Frobenius norm.
    public let norm: Double

    /// Takes a task vector.
    public init(_ elements: DenseMatrix) {
        self.elements = elements
        norm = elements.frobeniusNorm
    }

    /// Whether the model left the layer as it is in the base.
    var isZero: Bool { norm == 0 }
}

/// How large a layer's task vectors are as matrices, and how many there are.
public struct MatrixExtents: Sendable, Equatable {
    /// The number of rows m: outputs.
    public let rowCount: Int
    /// The number of columns n: all other dimensions.
    public let columnCount: Int
    /// The number of models N.
    public let modelCount: Int

    /// Describes matrices.
    public init(rows rowCount: Int, columns columnCount: Int, modelCount: Int) {
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.modelCount = modelCount
    }

    /// The smaller extent r, the most directions that a matrix has.
    var rank: Int { min(rowCount, columnCount) }

    /// The number of elements of a matrix.
    var elementCount: Int { rowCount * columnCount }
}
