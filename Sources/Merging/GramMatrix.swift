/// The dot products of all pairs of a layer's vectors, which are task vectors or inputs:
/// `G_ij = <d_i, d_j>`.
///
/// Norms, cosines, angles, ratios and coefficients of every linear method follow from it, so a
/// layer is measured once and anything can be decided afterwards.
public struct GramMatrix: Sendable, Equatable {
    /// The number N of vectors.
    public let order: Int

    private var entries: [Double]

    /// Creates the matrix of `order` zero vectors.
    public init(order: Int) {
        self.order = order
        entries = Array(repeating: 0, count: order * order)
    }

    /// Creates a matrix from its lower triangle.
    ///
    /// - Parameters:
    ///   - entries: N x N numbers, row by row; those above the diagonal are not read.
    ///   - order: N.
    /// - Precondition: There are `order * order` entries.
    public init(lowerTriangle entries: [Double], order: Int) {
        precondition(entries.count == order * order, "the matrix is not square of order \(order)")
        self.order = order
        self.entries = entries
        for i in 0..<order {
            for j in 0..<i { self.entries[j * order + i] = entries[i * order + j] }
        }
    }

    /// The dot product of vectors i and j.
    public subscript(i: Int, j: Int) -> Double { entries[i * order + j] }

    /// The length of every vector.
    public var norms: [Double] { (0..<order).map { self[$0, $0].squareRoot() } }

    /// Whether no entry is infinite or NaN, hence no element of any input.
    public var isFinite: Bool { entries.allSatisfy(\.isFinite) }

    /// Whether every vector is zero or has a square that holds all its digits.
    ///
    /// - Numerics: Below 2^-970, the smallest normal number over the rounding unit, squares of
    ///   elements are rounded as subnormal numbers or vanish. From there on, all that is lost in a
    ///   vector of 2^40 elements is less than 2^-65 of its square.
    public var isExact: Bool {
        (0..<order).allSatisfy { self[$0, $0] == 0 || self[$0, $0] >= 0x1p-970 }
    }

    /// Adds another matrix, entry by entry.
    ///
    /// - Precondition: Both have the same order.
    public static func += (left: inout Self, right: Self) {
        precondition(left.order == right.order, "the matrices differ in order")
        for index in left.entries.indices { left.entries[index] += right.entries[index] }
    }

    /// The entries, row by row.
    public var rowByRow: [Double] { entries }

    /// The matrix of some of the vectors.
    func restricted(to vectors: [Int]) -> GramMatrix {
        let chosen = vectors.flatMap { i in vectors.map { j in self[i, j] } }
        return GramMatrix(lowerTriangle: chosen, order: vectors.count)
    }
}
