package import LinearAlgebra

/// Families that grow by average linkage: the two of the least mean distance become one, again and again.
package struct AverageLinkage: Sendable {
    /// Two families that became one.
    ///
    /// A family is known by its lowest member.
    package struct Step: Sendable, Equatable {
        /// The family that goes on.
        package let first: Int
        /// The family that ends.
        package let second: Int
        /// The mean distance of their members.
        package let height: Double
    }

    /// The steps, in order.
    package private(set) var steps: [Step] = []
    /// The families, by their lowest members.
    package private(set) var families: [[Int]] = []

    private var sums: DenseMatrix
    private var members: [[Int]]
    private var nearest: [(other: Int, mean: Double)]

    /// Joins families while their mean distance does not exceed a limit.
    ///
    /// Of distances within 1e-12 those of the lowest pair count as the least.
    ///
    /// - Parameters:
    ///   - distance: The symmetric matrix of distances; infinite ones never come together.
    ///   - limit: The largest mean distance at which families are joined.
    ///   - count: The number of families at which to stop.
    /// - Precondition: The matrix is square.
    /// - Complexity: O(n^2) for n models as a rule, O(n^3) at worst.
    package init(_ distance: DenseMatrix, limit: Double, count: Int = 1) {
        precondition(distance.rowCount == distance.columnCount, "the matrix is not square")
        let n = distance.rowCount
        sums = distance
        members = (0..<n).map { [$0] }
        nearest = Array(repeating: (0, .infinity), count: n)
        for family in 0..<n { findNearest(of: family) }
        while n - steps.count > count, let step = nextStep(), step.height <= limit {
            join(step)
            steps.append(step)
        }
        families = members.filter { !$0.isEmpty }
    }

    private func nextStep() -> Step? {
        var best: Step?
        for family in members.indices where !members[family].isEmpty {
            let (other, mean) = nearest[family]
            if mean < (best?.height ?? .infinity) - 1e-12 {
                best = Step(first: family, second: other, height: mean)
            }
        }
        return best
    }

    private func mean(_ a: Int, _ b: Int) -> Double {
        sums[a, b] / Double(members[a].count * members[b].count)
    }

    /// Looks for the nearest family among those behind one.
    private mutating func findNearest(of family: Int) {
        var best: (other: Int, mean: Double) = (0, .infinity)
        for other in members.indices.dropFirst(family + 1) where !members[other].isEmpty {
            let mean = mean(family, other)
            if mean < best.mean - 1e-12 { best = (other, mean) }
        }
        nearest[family] = best
    }

    private mutating func join(_ step: Step) {
        let (kept, gone) = (step.first, step.second)
        for other in members.indices where !members[other].isEmpty {
            sums[kept, other] += sums[gone, other]
            sums[other, kept] = sums[kept, other]
        }
        members[kept] = (members[kept] + members[gone]).sorted()
        members[gone] = []
        findNearest(of: kept)
        for family in members.indices where family < gone && !members[family].isEmpty {
            let isAffected = nearest[family].other == kept || nearest[family].other == gone
            let isNearer = family < kept && mean(family, kept) <= nearest[family].mean + 1e-12
            if isAffected || isNearer { findNearest(of: family) }
        }
    }
}
