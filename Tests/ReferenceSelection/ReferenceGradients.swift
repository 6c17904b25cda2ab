import Glibc

/// Gradients of a CLIP tower's last MLP with every Jacobian written out: C x D, C x M, for each image.
public struct ReferenceGradients {
    /// The gain of ln_post.
    public var gain: [Double]
    /// Its shift.
    public var shift: [Double]
    /// P, D x E.
    public var projection: [[Double]]
    /// W, C x E.
    public var head: [[Double]]
    /// W_proj, D x M.
    public var contraction: [[Double]]
    /// Whether the head takes features of norm 1.
    public var normalises = true

    /// Takes the weights.
    public init(
        gain: [Double],
        shift: [Double],
        projection: [[Double]],
        head: [[Double]],
        contraction: [[Double]]
    ) {
        (self.gain, self.shift, self.projection) = (gain, shift, projection)
        (self.head, self.contraction) = (head, contraction)
    }

    private func standardised(_ x: [Double]) -> (rows: [Double], deviation: Double) {
        let mean = x.reduce(0, +) / Double(x.count)
        let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
        let deviation = (variance + 1e-5).squareRoot()
        return (x.map { ($0 - mean) / deviation }, deviation)
    }

    /// e of a token.
    private func projected(_ token: [Double]) -> [Double] {
        let x = standardised(token).rows
        return projection[0].indices.map { k in
            x.indices.reduce(0) { $0 + (x[$1] * gain[$1] + shift[$1]) * projection[$1][k] }
        }
    }

    /// The outputs of a token; their derivatives are what `tokenJacobian` claims to be.
    public func outputs(_ token: [Double]) -> [Double] {
        let e = projected(token)
        let norm = normalises ? e.reduce(0) { $0 + $1 * $1 }.squareRoot() : 1
        return head.map { row in zip(row, e).reduce(0) { $0 + $1.0 * $1.1 } / norm }
    }

    /// A_r: the derivative of each output by the token, C x D.
    public func tokenJacobian(_ token: [Double]) -> [[Double]] {
        let e = projected(token)
        let norm = e.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let f = e.map { $0 / norm }
        let (x, deviation) = standardised(token)
        return head.map { row in
            let along = zip(row, f).reduce(0) { $0 + $1.0 * $1.1 }
            let byFeature = row.indices.map { k in
                normalises ? (row[k] - along * f[k]) / norm : row[k]
            }
            let scaled = projection.indices.map { j in
                byFeature.indices.reduce(0) { $0 + byFeature[$1] * projection[j][$1] } * gain[j]
            }
            let mean = scaled.reduce(0, +) / Double(scaled.count)
            let slope = zip(scaled, x).reduce(0) { $0 + $1.0 * $1.1 } / Double(scaled.count)
            return x.indices.map { (scaled[$0] - mean - x[$0] * slope) / deviation }
        }
    }

    /// A_a: the derivative of each output by the hidden units before the nonlinearity, C x M.
    public func hiddenJacobian(_ token: [Double], slope: [Double]) -> [[Double]] {
        tokenJacobian(token).map { row in
            slope.indices.map { m in
                row.indices.reduce(0) { $0 + row[$1] * contraction[$1][m] } * slope[m]
            }
        }
    }

    /// The sum over outputs of the products of two Jacobians' rows.
    public static func product(_ a: [[Double]], _ b: [[Double]]) -> Double {
        var sum = 0.0
        for (x, y) in zip(a, b) { for k in x.indices { sum += x[k] * y[k] } }
        return sum
    }

    /// Θ: the inner products of all gradients of a matrix and its bias, one entry after another.
    public static func kernel(_ jacobians: [[[Double]]], inputs: [[Double]]) -> [[Double]] {
        let gradients = zip(jacobians, inputs).map { jacobian, input in
            jacobian.flatMap { row in row.flatMap { entry in (input + [1]).map { entry * $0 } } }
        }
        return gradients.map { a in
            gradients.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        }
    }
}
