internal import LinearAlgebra
internal import Merging
internal import Synchronization

/// Merged task vectors of matrices that several merges have in common: those that differ in nothing but
/// `alpha`, the last factor.
///
/// The first merge factors its matrices and leaves what it found here, before the factor; the others take
/// it from here and only multiply. They get the same bits as without.
///
/// - Complexity: 8 bytes for each element of a matrix, for as long as it lives.
package final class MatrixCache: Sendable {
    private let found = Mutex<[Int: MergedMatrix]>([:])

    /// Creates a cache for merges with the same inputs and the same recipe, `alpha` excepted.
    package init() {}

    /// The bytes of the task vectors that it holds.
    package var byteCount: Int {
        found.withLock { found in
            found.values.reduce(0) {
                $0 + ($1.taskVector.map { 8 * $0.rowCount * $0.columnCount } ?? 0)
            }
        }
    }

    /// What a layer was merged to before the last factor; made and kept where it is not known.
    func matrix(ofLayer layer: Int, make: () throws -> MergedMatrix) rethrows -> MergedMatrix {
        if let known = found.withLock({ $0[layer] }) { return known }
        let made = try make()
        found.withLock { $0[layer] = made }
        return made
    }
}
