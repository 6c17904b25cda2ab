package import LinearAlgebra

/// Models put into families by how similar they are.
package enum ModelFamilies {
    /// Puts each model in turn into the first family whose first member is similar enough.
    ///
    /// A model that no family takes opens a new one. Model-GLUE, arXiv 2410.05357; their code drops such a
    /// model.
    ///
    /// - Parameters:
    ///   - similarity: The symmetric matrix of similarities.
    ///   - threshold: What a similarity must exceed.
    /// - Returns: The families, in the order of their first members.
    /// - Complexity: O(models * families).
    package static func byLeader(_ similarity: DenseMatrix, threshold: Double) -> [[Int]] {
        var families: [[Int]] = []
        for model in 0..<similarity.rowCount {
            let place = families.firstIndex { similarity[model, $0[0]] > threshold }
            if let place { families[place].append(model) } else { families.append([model]) }
        }
        return families
    }

    /// Spectral clustering: k-means on the first eigenvectors of the normalised Laplacian.
    ///
    /// The Laplacian is `I - D^-1/2 W D^-1/2`, W the positive similarities. A model that is like none, not even
    /// itself, is a family of its own. "Knowledge is a region in weight space", arXiv 2302.04863.
    ///
    /// - Parameters:
    ///   - similarity: The symmetric matrix of similarities.
    ///   - count: The number of families; nil for the one before the largest gap of eigenvalues, in the
    ///     lower half.
    /// - Returns: The families, by their lowest members, and all eigenvalues, ascending.
    /// - Throws: `LinearAlgebraError` when LAPACK fails.
    /// - Complexity: O(n^3) for n models.
    package static func bySpectrum(
        _ similarity: DenseMatrix,
        count: Int? = nil
    ) throws(LinearAlgebraError) -> (families: [[Int]], eigenvalues: [Double]) {
        let degrees = (0..<similarity.rowCount).map { row in
            similarity.row(row).reduce(0) { $0 + max($1, 0) }
        }
        let connected = degrees.indices.filter { degrees[$0] > 0 }
        let alone = degrees.indices.filter { degrees[$0] <= 0 }
        let n = connected.count
        var laplacian = DenseMatrix(rows: n, columns: n)
        for (i, model) in connected.enumerated() {
            for (j, other) in connected.enumerated() {
                let weight = max(similarity[model, other], 0)
                laplacian[i, j] = -weight / (degrees[model] * degrees[other]).squareRoot()
            }
            laplacian[i, i] += 1
        }
        let system = try SymmetricEigensystem(laplacian)
        // Alone, a model's part of the Laplacian is a one.
        let eigenvalues = (system.values + alone.map { _ in 1 }).sorted()
        guard n > 0 else { return (alone.map { [$0] }, eigenvalues) }
        let gaps = (1..<max(n / 2 + 1, 2)).filter { $0 < n }
        let widest = gaps.reduce(1) { best, k in
            let gap = { (k: Int) in system.values[k] - system.values[k - 1] }
            return best < n && gap(k) > gap(best) + 1e-12 ? k : best
        }
        let familyCount = min(max(count.map { $0 - alone.count } ?? widest, 1), n)
        let rows = (0..<n).map { i in (0..<familyCount).map { system.vectors[$0, i] } }
        let places = families(of: Means.clustered(rows, familyCount))
        let families = places.map { $0.map { connected[$0] } } + alone.map { [$0] }
        return (families.sorted { $0[0] < $1[0] }, eigenvalues)
    }

    private static func families(of places: [Int]) -> [[Int]] {
        let groups = Dictionary(grouping: places.indices) { places[$0] }
        return groups.values.sorted { $0[0] < $1[0] }
    }
}

/// k-means without chance: the first centre is the longest row, each next one the row farthest from all
/// centres, then Lloyd's iteration.
private enum Means {
    static func clustered(_ rows: [[Double]], _ count: Int) -> [Int] {
        let lengths = rows.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let points = zip(rows, lengths).map { row, length in
            length > 0 ? row.map { $0 / length } : row
        }
        func square(_ a: [Double], _ b: [Double]) -> Double {
            zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        func largest(_ values: [Double]) -> Int {
            values.indices.reduce(0) { values[$1] > values[$0] + 1e-12 ? $1 : $0 }
        }
        var centres = [points[largest(lengths)]]
        while centres.count < count {
            let nearest = points.map { point in centres.map { square(point, $0) }.min() ?? 0 }
            centres.append(points[largest(nearest)])
        }
        var places = [Int](repeating: -1, count: points.count)
        for _ in 0..<100 {
            let next = points.map { point in
                let far = centres.map { -square(point, $0) }
                return largest(far)
            }
            guard next != places else { break }
            places = next
            for place in centres.indices {
                let own = points.indices.filter { places[$0] == place }.map { points[$0] }
                guard let first = own.first else { continue }
                centres[place] = first.indices.map { j in
                    own.reduce(0) { $0 + $1[j] } / Double(own.count)
                }
            }
        }
        return places
    }
}
