import Glibc

/// The last block of a CLIP tower for one class token, by plain loops, and the inner products of all gradients by
/// difference quotients.
///
/// It shares nothing with the closed forms: every parameter is moved on its own.
public struct ReferenceBlock {
    /// All parameters but those of ln_1 and of the head, one after another.
    public var parameters: [Double]
    /// W, C x E.
    public let head: [[Double]]
    /// Extents: tokens' width, hidden units, features, heads.
    public let width, hidden, features, heads: Int
    /// Whether the head takes features of norm 1; the nonlinearity is GELU, else QuickGELU.
    public let normalises, isGELU: Bool

    /// Takes the parameters: W_in (3D x D) and bias, W_out (D x D) and bias, ln_2 (gain, shift), W_fc (M x D) and
    /// bias, W_proj (D x M) and bias, ln_post (gain, shift), P (D x E).
    public init(
        _ parameters: [Double],
        head: [[Double]],
        width: Int,
        hidden: Int,
        heads: Int,
        normalises: Bool,
        isGELU: Bool
    ) {
        (self.parameters, self.head) = (parameters, head)
        (self.width, self.hidden, self.heads) = (width, hidden, heads)
        features = head[0].count
        (self.normalises, self.isGELU) = (normalises, isGELU)
    }

    /// The number of parameters for some extents.
    public static func parameterCount(width: Int, hidden: Int, features: Int) -> Int {
        4 * width * width + 4 * width + 2 * width + 2 * hidden * width + hidden + width + 2 * width
            + width * features
    }

    private func norm(_ x: [Double], _ gain: ArraySlice<Double>, _ shift: ArraySlice<Double>)
        -> [Double]
    {
        let mean = x.reduce(0, +) / Double(x.count)
        var variance = 0.0
        for value in x { variance += (value - mean) * (value - mean) / Double(x.count) }
        return x.indices.map {
            (x[$0] - mean) / (variance + 1e-5).squareRoot() * gain[gain.startIndex + $0]
                + shift[shift.startIndex + $0]
        }
    }

    /// The outputs, and the class token between attention and MLP.
    ///
    /// - Parameters:
    ///   - tokens: The tokens behind ln_1, the class token first.
    ///   - start: The class token before the block.
    /// - Returns: z, and u.
    public func outputs(_ tokens: [[Double]], start: [Double]) -> (z: [Double], attended: [Double])
    {
        var place = 0
        func take(_ count: Int) -> ArraySlice<Double> {
            defer { place += count }
            return parameters[place..<place + count]
        }
        func map(_ x: [Double], _ weights: ArraySlice<Double>, _ bias: ArraySlice<Double>)
            -> [Double]
        {
            bias.indices.enumerated().map { row, index in
                var sum = bias[index]
                for k in x.indices { sum += weights[weights.startIndex + row * x.count + k] * x[k] }
                return sum
            }
        }
        let (inW, inB) = (take(3 * width * width), take(3 * width))
        let (outW, outB) = (take(width * width), take(width))
        let (gain2, shift2) = (take(width), take(width))
        let (fcW, fcB) = (take(hidden * width), take(hidden))
        let (projW, projB) = (take(width * hidden), take(width))
        let (gain, shift, p) = (take(width), take(width), take(width * features))
        let all = tokens.map { map($0, inW, inB) }
        let size = width / heads
        var context: [Double] = []
        for h in 0..<heads {
            let query = all[0][h * size..<(h + 1) * size]
            let weights = all.map { row -> Double in
                let key = row[width + h * size..<width + (h + 1) * size]
                return exp(
                    zip(query, key).reduce(0) { $0 + $1.0 * $1.1 } / Double(size).squareRoot()
                )
            }
            let total = weights.reduce(0, +)
            for k in 0..<size {
                var sum = 0.0
                for (weight, row) in zip(weights, all) {
                    sum += weight / total * row[2 * width + h * size + k]
                }
                context.append(sum)
            }
        }
        let u = zip(start, map(context, outW, outB)).map { $0 + $1 }
        let g = map(norm(u, gain2, shift2), fcW, fcB).map { a in
            isGELU ? a * (1 + erf(a / 2.0.squareRoot())) / 2 : a / (1 + exp(-1.702 * a))
        }
        let r = zip(u, map(g, projW, projB)).map { $0 + $1 }
        let c = norm(r, gain, shift)
        var e = [Double](repeating: 0, count: features)
        for j in 0..<width {
            for k in 0..<features { e[k] += c[j] * p[p.startIndex + j * features + k] }
        }
        let length = normalises ? e.reduce(0) { $0 + $1 * $1 }.squareRoot() : 1
        return (head.map { row in zip(row, e).reduce(0) { $0 + $1.0 * $1.1 } / length }, u)
    }

    /// Θ by central differences of every output by every parameter.
    public func kernel(_ images: [(tokens: [[Double]], start: [Double])]) -> [[Double]] {
        let step = 1e-5
        var gradients = [[Double]](repeating: [], count: images.count)
        for place in parameters.indices {
            var (up, down) = (self, self)
            up.parameters[place] += step
            down.parameters[place] -= step
            for (number, image) in images.enumerated() {
                let above = up.outputs(image.tokens, start: image.start).z
                let below = down.outputs(image.tokens, start: image.start).z
                for c in above.indices {
                    gradients[number].append((above[c] - below[c]) / (2 * step))
                }
            }
        }
        return gradients.map { a in
            gradients.map { b in
                var sum = 0.0
                for k in a.indices { sum += a[k] * b[k] }
                return sum
            }
        }
    }
}
