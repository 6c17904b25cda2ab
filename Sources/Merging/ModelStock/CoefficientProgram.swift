internal import LinearAlgebra

/// The quadratic program `min 1/2 l^T G l - b^T l`, free or on the simplex
/// `l >= 0, sum l <= 1`.
struct CoefficientProgram {
    let gram: GramMatrix
    let linearTerm: [Double]

    /// The free minimum: `G l = b`.
    func solve() throws(CoefficientFailure) -> [Double] {
        try minimum(on: Array(0..<gram.order), sumIsOne: false)
    }

    /// The minimum on the simplex, by an active-set method.
    ///
    /// The bound on the sum is either idle or holds with equality, so the program is solved
    /// without it first.
    ///
    /// - Complexity: O(N^4) at worst, each step adding or removing one model.
    func solveOnSimplex() throws(CoefficientFailure) -> [Double] {
        let free = try solveNonNegative(startingAt: [], sumIsOne: false)
        if free.reduce(0, +) <= 1 { return free }
        let best = (0..<gram.order).min { vertexValue($0) < vertexValue($1) } ?? 0
        return try solveNonNegative(startingAt: [best], sumIsOne: true)
    }

    private func vertexValue(_ model: Int) -> Double {
        gram[model, model] / 2 - linearTerm[model]
    }

    private func solveNonNegative(
        startingAt support: [Int],
        sumIsOne: Bool
    ) throws(CoefficientFailure) -> [Double] {
        var support = support
        var point = Array(repeating: 0.0, count: gram.order)
        for model in support { point[model] = 1 }
        // Each round lowers the objective strictly, so that no support returns; the bound only
        // guards against rounding.
        for _ in 0..<(10 * gram.order + 10) {
            try descend(&point, within: &support, sumIsOne: sumIsOne)
            guard let entering = steepest(at: point, outside: support, sumIsOne: sumIsOne) else {
                return point
            }
            support.append(entering)
        }
        throw .noConvergence
    }

    /// Moves to the minimum on the support; a model whose coefficient reaches zero on the way
    /// leaves the support, and the descent goes on without it.
    private func descend(
        _ point: inout [Double],
        within support: inout [Int],
        sumIsOne: Bool
    ) throws(CoefficientFailure) {
        while !support.isEmpty {
            let target = try minimum(on: support, sumIsOne: sumIsOne)
            let blocking = firstBlocking(from: support.map { point[$0] }, to: target)
            for (index, model) in support.enumerated() {
                let step = blocking?.step ?? 1
                point[model] = max(0, point[model] + step * (target[index] - point[model]))
            }
            guard let blocking else { return }
            point[support.remove(at: blocking.index)] = 0
        }
    }

    /// Where the straight way to the target first leaves the positive coefficients.
    private func firstBlocking(
        from point: [Double],
        to target: [Double]
    ) -> (index: Int, step: Double)? {
        target.indices.filter { target[$0] <= 0 }.map { index in
            let distance = point[index] - target[index]
            return (index, distance == 0 ? 0 : point[index] / distance)
        }.min { $0.step < $1.step }
    }

    /// The model outside the support whose entry lowers the objective fastest.
    private func steepest(at point: [Double], outside support: [Int], sumIsOne: Bool) -> Int? {
        let slopes = (0..<gram.order).map { i in
            linearTerm[i] - (0..<gram.order).reduce(0) { $0 + gram[i, $1] * point[$1] }
        }
        let level = sumIsOne ? support.map { slopes[$0] }.max() ?? 0 : 0
        let scale = linearTerm.reduce(0) { max($0, $1.magnitude) }
        return (0..<gram.order)
            .filter { !support.contains($0) && slopes[$0] - level > 1e-12 * scale }
            .max { slopes[$0] < slopes[$1] }
    }

    /// The minimum over the support's own subspace, optionally with the sum fixed to 1.
    private func minimum(
        on support: [Int],
        sumIsOne: Bool
    ) throws(CoefficientFailure) -> [Double] {
        let restricted = gram.restricted(to: support)
        let right = support.map { linearTerm[$0] }
        do {
            let system = try PositiveDefiniteSystem(
                restricted.rowByRow,
                order: support.count
            )
            guard system.reciprocalCondition >= 1e-10 else {
                throw CoefficientFailure.illConditioned
            }
            var solution = try system.solve(right)
            if sumIsOne {
                let ones = try system.solve(Array(repeating: 1, count: support.count))
                let excess = (solution.reduce(0, +) - 1) / ones.reduce(0, +)
                for index in solution.indices { solution[index] -= excess * ones[index] }
            }
            guard solution.allSatisfy(\.isFinite) else { throw CoefficientFailure.illConditioned }
            return solution
        } catch let failure as CoefficientFailure {
            throw failure
        } catch {
            throw .notPositiveDefinite
        }
    }
}

/// Why a layer has no coefficients.
enum CoefficientFailure: Error, CustomStringConvertible {
    case notPositiveDefinite, illConditioned, noConvergence

    var description: String {
        switch self {
        case .notPositiveDefinite: "the Gram matrix is not positive definite"
        case .illConditioned: "the Gram matrix is nearly singular"
        case .noConvergence: "the bounded program did not converge"
        }
    }
}
