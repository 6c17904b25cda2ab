/// Spectral families, and the eigenvectors that they take, by Jacobi's rotations and plain loops.
public enum ReferenceSpectrum {
    /// The eigenvalues and eigenvectors of a symmetric matrix, ascending: rotations of two axes at a time until
    /// nothing is left beside the diagonal.
    public static func eigensystem(_ matrix: [[Double]]) -> (values: [Double], vectors: [[Double]])
    {
        let n = matrix.count
        var a = matrix
        var v: [[Double]] = []
        for i in 0..<n { v.append((0..<n).map { $0 == i ? 1 : 0 }) }
        for _ in 0..<100 {
            for p in 0..<n {
                for q in 0..<n where q > p && abs(a[p][q]) > 1e-300 {
                    let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                    let sign = theta < 0 ? -1.0 : 1.0
                    let t = sign / (abs(theta) + (theta * theta + 1).squareRoot())
                    let c = 1 / (t * t + 1).squareRoot()
                    let s = t * c
                    for k in 0..<n {
                        (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q])
                    }
                    for k in 0..<n {
                        (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k])
                        (v[p][k], v[q][k]) = (c * v[p][k] - s * v[q][k], s * v[p][k] + c * v[q][k])
                    }
                }
            }
        }
        let order = (0..<n).sorted { a[$0][$0] < a[$1][$1] }
        return (order.map { a[$0][$0] }, order.map { v[$0] })
    }

    /// `I - D^-1/2 W D^-1/2`, W the positive similarities; a model without any has a one only.
    public static func laplacian(_ similarity: [[Double]]) -> [[Double]] {
        let n = similarity.count
        var result: [[Double]] = []
        for i in 0..<n {
            var row: [Double] = []
            for j in 0..<n {
                let own = similarity[i].map { max($0, 0) }.reduce(0, +)
                let other = similarity[j].map { max($0, 0) }.reduce(0, +)
                let share =
                    own > 0 && other > 0
                    ? max(similarity[i][j], 0) / own.squareRoot() / other.squareRoot() : 0
                row.append((i == j ? 1 : 0) - share)
            }
            result.append(row)
        }
        return result
    }

    /// The families of connected models: k-means on the first eigenvectors, begun with the longest row and the
    /// rows farthest from all centres.
    public static func families(_ similarity: [[Double]], count: Int) -> [[Int]] {
        let vectors = eigensystem(laplacian(similarity)).vectors
        var rows: [[Double]] = []
        var norms: [Double] = []
        for i in similarity.indices {
            let row = (0..<count).map { vectors[$0][i] }
            var square = 0.0
            for x in row { square += x * x }
            norms.append(square.squareRoot())
            rows.append(square > 0 ? row.map { $0 / square.squareRoot() } : row)
        }
        func first(ofLargest values: [Double]) -> Int {
            var best = 0
            for place in values.indices where values[place] > values[best] + 1e-12 { best = place }
            return best
        }
        func distance(_ a: [Double], _ b: [Double]) -> Double {
            var sum = 0.0
            for k in a.indices { sum += (a[k] - b[k]) * (a[k] - b[k]) }
            return sum
        }
        var centres = [rows[first(ofLargest: norms)]]
        while centres.count < count {
            var far: [Double] = []
            for row in rows {
                var nearest = Double.infinity
                for centre in centres { nearest = min(nearest, distance(row, centre)) }
                far.append(nearest)
            }
            centres.append(rows[first(ofLargest: far)])
        }
        var places: [Int] = []
        for _ in 0..<100 {
            places = rows.map { row in first(ofLargest: centres.map { -distance(row, $0) }) }
            for centre in centres.indices {
                let own = rows.indices.filter { places[$0] == centre }
                if own.isEmpty { continue }
                for k in 0..<count {
                    centres[centre][k] = own.map { rows[$0][k] }.reduce(0, +) / Double(own.count)
                }
            }
        }
        let families = centres.indices.map { centre in
            rows.indices.filter { places[$0] == centre }
        }
        return families.filter { !$0.isEmpty }.sorted { $0[0] < $1[0] }
    }
}
