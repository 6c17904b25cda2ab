package import LinearAlgebra

/// How well families hold together, by the distances `1 - similarity` of their members.
package enum FamilyQuality {
    /// The member of the least total distance to the others; of equal ones the first.
    ///
    /// - Precondition: The family has a member.
    /// - Complexity: O(m^2) for m members.
    package static func medoid(of family: [Int], _ similarity: DenseMatrix) -> Int {
        precondition(!family.isEmpty, "a family has a member")
        let totals = family.map { i in family.reduce(0) { $0 + 1 - similarity[i, $1] } }
        let best = totals.indices.reduce(0) { totals[$1] < totals[$0] - 1e-12 ? $1 : $0 }
        return family[best]
    }

    /// The mean similarity of two different members; nil for one alone.
    package static func meanInside(_ family: [Int], _ similarity: DenseMatrix) -> Double? {
        guard family.count > 1 else { return nil }
        var sum = 0.0
        for i in family { for j in family where i != j { sum += similarity[i, j] } }
        return sum / Double(family.count * (family.count - 1))
    }

    /// The mean similarity of members to all other models; nil where there is no other.
    package static func meanOutside(_ family: [Int], _ similarity: DenseMatrix) -> Double? {
        let others = Set(0..<similarity.rowCount).subtracting(family).sorted()
        guard !others.isEmpty, !family.isEmpty else { return nil }
        var sum = 0.0
        for i in family { for j in others { sum += similarity[i, j] } }
        return sum / Double(family.count * others.count)
    }

    /// The distance of each member from the mean of all, of a Gram matrix alone:
    /// `sqrt(G_ii - 2/m sum_j G_ij + 1/m^2 sum_jk G_jk)`.
    ///
    /// - Complexity: O(m^2) for m members.
    /// - Numerics: Of members that are nearly equal digits cancel; what falls below 0 is 0.
    package static func centroidDistances(_ family: [Int], gram: DenseMatrix) -> [Double] {
        let m = Double(family.count)
        let rows = family.map { i in family.reduce(0) { $0 + gram[i, $1] } }
        let total = rows.reduce(0, +) / (m * m)
        return zip(family, rows).map { i, row in
            max(gram[i, i] - 2 / m * row + total, 0).squareRoot()
        }
    }

    /// How much nearer each model is to its own family than to the next: `(b - a) / max(a, b)`.
    ///
    /// a is the mean distance to the others of its family, b that to the nearest other family; a model
    /// alone has 0. Rousseeuw, J. Comput. Appl. Math. 20, 1987.
    ///
    /// - Returns: A number from -1 to 1 for each model; nil for fewer than two families.
    /// - Precondition: Every model is in one family.
    /// - Complexity: O(n^2) for n models.
    package static func silhouettes(_ families: [[Int]], _ similarity: DenseMatrix) -> [Double]? {
        guard families.count > 1 else { return nil }
        var values = [Double](repeating: 0, count: similarity.rowCount)
        func mean(_ model: Int, _ others: [Int]) -> Double {
            others.reduce(0) { $0 + 1 - similarity[model, $1] } / Double(others.count)
        }
        for (place, family) in families.enumerated() where family.count > 1 {
            for model in family {
                let own = mean(model, family.filter { $0 != model })
                let others = families.enumerated().filter { $0.offset != place }
                let nearest = others.map { mean(model, $0.element) }.min() ?? 0
                let larger = max(own, nearest)
                values[model] = larger > 0 ? (nearest - own) / larger : 0
            }
        }
        return values
    }
}
