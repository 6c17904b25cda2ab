import Glibc

/// Transferability scores by their definitions: n x n kernels, explicit inverses, plain loops.
///
/// It shares no code with TransferScores. Features come as rows, classes as numbers from 0.
public struct ReferenceScores {
    let rows: [[Double]]
    let classes: [Int]

    /// Takes features and classes.
    public init(_ rows: [[Double]], _ classes: [Int]) {
        self.rows = rows
        self.classes = classes
    }

    private var n: Int { rows.count }
    private var d: Int { rows[0].count }
    private var present: [Int] { Array(Set(classes)).sorted() }

    private func mean(_ rows: [[Double]]) -> [Double] {
        rows[0].indices.map { j in rows.reduce(0) { $0 + $1[j] } / Double(rows.count) }
    }

    private var centred: [[Double]] {
        let middle = mean(rows)
        return rows.map { row in row.indices.map { row[$0] - middle[$0] } }
    }

    private func product(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for j in a.indices { sum += a[j] * b[j] }
        return sum
    }

    /// Pearson's correlation of all n^2 entries of a kernel with the kernel of labels.
    public func kernelCorrelation(_ kernel: [[Double]]) -> Double {
        var x: [Double] = []
        var y: [Double] = []
        for i in 0..<n {
            for j in 0..<n {
                x.append(kernel[i][j])
                y.append(classes[i] == classes[j] ? 1 : -1)
            }
        }
        return pearson(x, y)
    }

    /// The correlation of two lists.
    public func pearson(_ x: [Double], _ y: [Double]) -> Double {
        let (a, b) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for i in x.indices {
            xx += (x[i] - a) * (x[i] - a)
            yy += (y[i] - b) * (y[i] - b)
            xy += (x[i] - a) * (y[i] - b)
        }
        return xy / (xx * yy).squareRoot()
    }

    /// LFC.
    public var lfc: Double {
        kernelCorrelation(rows.map { a in rows.map { product(a, $0) } })
    }

    /// LFC of centred features.
    public var centredLFC: Double {
        let x = centred
        return kernelCorrelation(x.map { a in x.map { product(a, $0) } })
    }

    /// CKA with doubly centred kernels.
    public var cka: Double {
        let labels = (0..<n).map { i in (0..<n).map { classes[i] == classes[$0] ? 1.0 : 0 } }
        let (k, l) = (
            doublyCentred(centred.map { a in centred.map { product(a, $0) } }),
            doublyCentred(labels)
        )
        var (kk, ll, kl) = (0.0, 0.0, 0.0)
        for i in 0..<n {
            for j in 0..<n {
                kk += k[i][j] * k[i][j]
                ll += l[i][j] * l[i][j]
                kl += k[i][j] * l[i][j]
            }
        }
        return kl / (kk * ll).squareRoot()
    }

    private func doublyCentred(_ kernel: [[Double]]) -> [[Double]] {
        let rowMeans = kernel.map { $0.reduce(0, +) / Double(n) }
        let columnMeans = (0..<n).map { j in kernel.reduce(0) { $0 + $1[j] } / Double(n) }
        let all = rowMeans.reduce(0, +) / Double(n)
        return (0..<n).map { i in
            (0..<n).map { kernel[i][$0] - rowMeans[i] - columnMeans[$0] + all }
        }
    }

    /// Solves a linear system by Gaussian elimination with row exchanges.
    private func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        var a = matrix
        var b = right
        for k in a.indices {
            let pivot = (k..<a.count).reduce(k) { abs(a[$1][k]) > abs(a[$0][k]) ? $1 : $0 }
            a.swapAt(k, pivot)
            b.swapAt(k, pivot)
            for i in a.indices where i > k {
                let factor = a[i][k] / a[k][k]
                for j in k..<a.count { a[i][j] -= factor * a[k][j] }
                b[i] -= factor * b[k]
            }
        }
        for k in a.indices.reversed() {
            for j in a.indices where j > k { b[k] -= a[k][j] * b[j] }
            b[k] /= a[k][k]
        }
        return b
    }

    /// ln det of a positive-definite matrix by elimination.
    private func logDeterminant(_ matrix: [[Double]]) -> Double {
        var a = matrix
        var sum = 0.0
        for k in a.indices {
            sum += log(a[k][k])
            for i in a.indices where i > k {
                let factor = a[i][k] / a[k][k]
                for j in k..<a.count { a[i][j] -= factor * a[k][j] }
            }
        }
        return sum
    }

    private func covariance(_ x: [[Double]]) -> [[Double]] {
        (0..<d).map { a in (0..<d).map { b in x.reduce(0) { $0 + $1[a] * $1[b] } } }
    }

    /// tr(cov(f)^-1 cov(E[f|y])); needs n > d and full rank.
    public var hScore: Double {
        let x = centred
        let total = covariance(x)
        var trace = 0.0
        for c in present {
            let own = classes.indices.filter { classes[$0] == c }.map { x[$0] }
            let middle = mean(own)
            trace += Double(own.count) * product(middle, solve(total, middle))
        }
        return trace
    }

    /// ln N(y; 0, I/β + FFᵀ/α) / n of a class, by an n x n determinant; its maximum over a fine grid.
    public func evidence(of class: Int, logRatio: Double) -> Double {
        // With β = 1 the best scale follows: S = I + FFᵀ/t, σ² = yᵀS⁻¹y/n.
        let t = exp(logRatio)
        let y = classes.map { $0 == `class` ? 1.0 : 0 }
        let s = (0..<n).map { i in
            (0..<n).map { j in (i == j ? 1 : 0) + product(rows[i], rows[j]) / t }
        }
        let variance = product(y, solve(s, y)) / Double(n)
        let size = Double(n)
        return (-size / 2 * log(2 * .pi * variance) - size / 2 - logDeterminant(s) / 2) / size
    }

    /// TransRate with ε = 1e-4.
    public var transRate: Double {
        func rate(_ z: [[Double]]) -> Double {
            let scale = 1 / (Double(z.count) * 1e-4)
            let gram = (0..<d).map { a in
                (0..<d).map { b in (a == b ? 1 : 0) + scale * z.reduce(0) { $0 + $1[a] * $1[b] } }
            }
            return logDeterminant(gram) / 2
        }
        let x = centred
        let within = present.map { c in
            rate(classes.indices.filter { classes[$0] == c }.map { x[$0] })
        }
        return rate(x) - within.reduce(0, +) / Double(present.count)
    }

    /// The share of pairs (same, other) in which the pair of other classes is farther apart, ties half.
    public var pairAUC: Double {
        let (same, other) = pairDistances
        var wins = 0.0
        for a in other { for b in same { wins += a > b ? 1 : a == b ? 0.5 : 0 } }
        return wins / Double(same.count * other.count)
    }

    private var pairDistances: (same: [Double], other: [Double]) {
        let middle = mean(rows)
        let deviation = (0..<d).map { j in
            (rows.reduce(0) { $0 + ($1[j] - middle[j]) * ($1[j] - middle[j]) } / Double(n))
                .squareRoot()
        }
        let z = rows.map { row in
            row.indices.map { (row[$0] - middle[$0]) / (deviation[$0] == 0 ? 1 : deviation[$0]) }
        }
        var (same, other): ([Double], [Double]) = ([], [])
        for i in 0..<n {
            for j in 0..<n where j > i {
                let distance = 1 - pearson(z[i], z[j])
                if classes[i] == classes[j] {
                    same.append(distance)
                } else {
                    other.append(distance)
                }
            }
        }
        return (same, other)
    }

    /// Ridge predictions of an image by fitting the others, centred by the mean of all.
    public func ridgePrediction(of image: Int, lambda: Double) -> [Double] {
        // Left out of a model with the intercept as a feature without penalty.
        let others = (0..<n).filter { $0 != image }
        var system = [[Double]](repeating: [Double](repeating: 0, count: d + 1), count: d + 1)
        let x = centred.map { $0 + [1] }
        for a in 0...d {
            for b in 0...d { system[a][b] = others.reduce(0) { $0 + x[$1][a] * x[$1][b] } }
            if a < d { system[a][a] += lambda }
        }
        return present.map { c in
            let right = (0...d).map { a in
                others.reduce(0) { $0 + (classes[$1] == c ? x[$1][a] : 0) }
            }
            return product(solve(system, right), x[image])
        }
    }
}
