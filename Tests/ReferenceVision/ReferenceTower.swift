internal import Glibc

/// The vision tower of a CLIP, computed in the plainest way: one image, plain loops, Double.
///
/// The formulas of OpenAI's CLIP (`VisionTransformer`), tensors under its names, packed `in_proj`.
package struct ReferenceTower: Sendable {
    private let tensors: [String: [Double]]
    private let headCount: Int
    private let activation: ReferenceActivation
    private let variant: ReferenceVariant
    private let width: Int
    private let patchSize: Int
    private let gridSize: Int

    /// Takes the tensors of a tower.
    ///
    /// - Parameters:
    ///   - tensors: The elements of every tensor, row by row, under names that begin with `visual.`.
    ///   - headCount: The number of attention heads.
    ///   - activation: The nonlinearity of the MLPs.
    ///   - variant: Where the tower departs from OpenAI's.
    /// - Precondition: Every tensor is there, with matching sizes, and the patches are a square.
    package init(
        tensors: [String: [Double]],
        headCount: Int,
        activation: ReferenceActivation,
        variant: ReferenceVariant = ReferenceVariant()
    ) {
        self.tensors = tensors
        self.variant = variant
        self.headCount = headCount
        self.activation = activation
        width = tensors["visual.class_embedding"]?.count ?? 0
        let patchLength = (tensors["visual.conv1.weight"]?.count ?? 0) / max(width, 1)
        patchSize = Int(Double(patchLength / 3).squareRoot().rounded())
        let rows = (tensors["visual.positional_embedding"]?.count ?? 0) / max(width, 1)
        gridSize = Int(Double(rows - 1).squareRoot().rounded())
    }

    /// The features of an image, before normalisation.
    ///
    /// - Parameter pixels: Bytes ordered (row, column, channel).
    /// - Returns: One value for each column of `visual.proj`; the pooled vector where there is none.
    /// - Complexity: O(parameters * tokens).
    package func features(of pixels: [UInt8]) -> [Double] {
        var tokens = embed(pixels).map { normalise($0, "visual.ln_pre") }
        var block = 0
        while tensors["visual.transformer.resblocks.\(block).ln_1.weight"] != nil {
            tokens = apply(block: "visual.transformer.resblocks.\(block).", to: tokens)
            block += 1
        }
        let token = pool(tokens)
        guard let projection = tensors["visual.proj"] else { return token }
        let outputs = projection.count / width
        return (0..<outputs).map { output in
            (0..<width).reduce(0) { $0 + token[$1] * projection[$1 * outputs + output] }
        }
    }
}

// MARK: - The steps

extension ReferenceTower {
    private func tensor(_ name: String) -> [Double] {
        guard let values = tensors[name] else { preconditionFailure("\(name) is missing") }
        return values
    }

    private func embed(_ pixels: [UInt8]) -> [[Double]] {
        let positions = tensor("visual.positional_embedding")
        let patches = (0..<gridSize * gridSize).map { cell in
            convolve(pixels, row: cell / gridSize * patchSize, column: cell % gridSize * patchSize)
        }
        return ([tensor("visual.class_embedding")] + patches).enumerated().map { index, token in
            (0..<width).map { token[$0] + positions[index * width + $0] }
        }
    }

    private func convolve(_ pixels: [UInt8], row: Int, column: Int) -> [Double] {
        let kernel = tensor("visual.conv1.weight")
        return (0..<width).map { output in
            var sum = 0.0
            for channel in 0..<3 {
                for y in 0..<patchSize {
                    for x in 0..<patchSize {
                        let place = ((row + y) * gridSize * patchSize + column + x) * 3 + channel
                        let value = Double(pixels[place]) / 255
                        let weight = ((output * 3 + channel) * patchSize + y) * patchSize + x
                        sum += kernel[weight] * (value - means[channel]) / deviations[channel]
                    }
                }
            }
            return sum
        }
    }

    private func normalise(_ x: [Double], _ name: String) -> [Double] {
        let (gain, shift) = (tensor(name + ".weight"), tensor(name + ".bias"))
        let mean = x.reduce(0, +) / Double(x.count)
        let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
        return x.indices.map {
            (x[$0] - mean) / (variance + variant.epsilon).squareRoot() * gain[$0] + shift[$0]
        }
    }

    private func map(_ x: [Double], _ weight: String, _ bias: String) -> [Double] {
        referenceMap(x, weights: tensor(weight), bias: tensor(bias))
    }

    private func apply(block name: String, to tokens: [[Double]]) -> [[Double]] {
        let attended = attend(tokens.map { normalise($0, name + "ln_1") }, name + "attn.")
        return zip(tokens, attended).map { token, change in
            let token = zip(token, scale(change, name + "ls_1.gamma")).map(+)
            let hidden = map(
                normalise(token, name + "ln_2"),
                name + "mlp.c_fc.weight",
                name + "mlp.c_fc.bias"
            )
            let result = map(
                hidden.map { activation($0) },
                name + "mlp.c_proj.weight",
                name + "mlp.c_proj.bias"
            )
            return zip(token, scale(result, name + "ls_2.gamma")).map(+)
        }
    }

    /// LayerScale, where its tensor is there: every element times a factor of its own.
    private func scale(_ x: [Double], _ name: String) -> [Double] {
        tensors[name].map { zip(x, $0).map(*) } ?? x
    }

    /// One vector of all tokens, and the last normalisation where the variant puts it.
    private func pool(_ tokens: [[Double]]) -> [Double] {
        var tokens = tokens
        if variant.finalNorm == .beforePooling {
            tokens = tokens.map { normalise($0, "visual.ln_post") }
        }
        var pooled = tokens[0]
        if variant.averagesPatches {
            pooled = (0..<width).map { column in
                tokens.dropFirst().reduce(0) { $0 + $1[column] } / Double(tokens.count - 1)
            }
        }
        return variant.finalNorm == .afterPooling ? normalise(pooled, "visual.ln_post") : pooled
    }

    private func attend(_ tokens: [[Double]], _ name: String) -> [[Double]] {
        let all = tokens.map { map($0, name + "in_proj_weight", name + "in_proj_bias") }
        return all.map { own in
            let context = (0..<headCount).flatMap { head(_: $0, own, all) }
            return map(context, name + "out_proj.weight", name + "out_proj.bias")
        }
    }

    /// One head's result for one token.
    private func head(_ index: Int, _ own: [Double], _ all: [[Double]]) -> [Double] {
        let size = width / headCount
        let columns = index * size..<(index + 1) * size
        let scores = all.map { other in
            columns.reduce(0) { $0 + own[$1] * other[width + $1] } / Double(size).squareRoot()
        }
        let largest = scores.max() ?? 0
        let powers = scores.map { exp($0 - largest) }
        let total = powers.reduce(0, +)
        return columns.map { column in
            zip(powers, all).reduce(0) { $0 + $1.0 / total * $1.1[2 * width + column] }
        }
    }
}

/// An affine map, `y = W x + b`, W row by row.
///
/// - Parameters:
///   - x: The input.
///   - weights: One row for each output.
///   - bias: One value for each output.
/// - Returns: The output.
/// - Complexity: O(weights).
package func referenceMap(_ x: [Double], weights: [Double], bias: [Double]) -> [Double] {
    bias.indices.map { output in
        x.indices.reduce(bias[output]) { $0 + weights[output * x.count + $1] * x[$1] }
    }
}

/// The logits of a head on normalised features, `W f / |f| + b`.
///
/// - Parameters:
///   - features: The features f of an image.
///   - weights: W, one row for each class.
///   - bias: One value for each class.
/// - Returns: One logit for each class.
/// - Complexity: O(weights).
package func referenceLogits(
    features: [Double],
    weights: [Double],
    bias: [Double]
) -> [Double] {
    let norm = features.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return referenceMap(features.map { $0 / norm }, weights: weights, bias: bias)
}

private let means = [0.48145466, 0.4578275, 0.40821073]
private let deviations = [0.26862954, 0.26130258, 0.27577711]
