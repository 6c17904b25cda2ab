internal import CLIPModels
internal import CLIPVision
package import Evaluation
internal import LinearAlgebra

/// What the scores of some images hold in memory, planned before the first image is read.
///
/// The models themselves are not counted: a score holds them as an evaluation does.
package struct ScoreMemory: Sendable, Equatable {
    /// What all models make of the images: logits, features and tokens in 32 bits.
    package let ratingByteCount: Int
    /// The most that the scores of one model hold beside them at once.
    package let workingByteCount: Int

    /// The memory in all, in bytes.
    package var byteCount: Int { ratingByteCount + workingByteCount }

    /// Plans scores.
    ///
    /// - Parameters:
    ///   - models: The models, whose ratings are held together; their scores are computed one by one.
    ///   - dataSet: The images.
    ///   - options: Which scores, and how.
    /// - Complexity: O(models + images).
    package init(_ models: [CLIPModel], _ dataSet: DataSet, _ options: ScoreOptions) {
        let labels = (0..<dataSet.count).map(dataSet.label)
        let counts = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }.map(\.value)
        let sizes = models.map { ScoreSizes($0, classCounts: counts) }
        ratingByteCount = sizes.reduce(0) { $0 + $1.ratingByteCount }
        workingByteCount = sizes.map { $0.workingByteCount(options) }.max() ?? 0
    }

    /// Refuses what does not fit.
    ///
    /// - Throws: `ModelChoiceError.insufficientMemory` with the size that is needed.
    package func check(limit: Int, for dataSet: DataSet) throws(ModelChoiceError) {
        guard byteCount > limit else { return }
        throw .insufficientMemory(
            dataSet: dataSet.name,
            imageCount: dataSet.count,
            allowed: limit,
            needed: byteCount
        )
    }
}

/// The extents of what scores compute with, and what each of them holds, in bytes.
///
/// Matrices are counted where they live together; rows that are handled a few at a time are not.
struct ScoreSizes {
    /// The number of images of each class.
    var classCounts: [Int]
    /// The number E of features, of entries D of a token, and of hidden units M of an MLP.
    var featureCount, width, hiddenWidth: Int
    /// The number of the head's outputs; 0 without one.
    var outputCount: Int
    /// The tokens of an image that are kept: those before the last block, and the class token twice.
    var keptTokenCount: Int
    /// Whether features are kept.
    var keepsFeatures = true
    /// The number of attention heads.
    var headCount: Int

    /// What a model makes of the images.
    var ratingByteCount: Int {
        let features = keepsFeatures ? featureCount : 0
        return 4 * imageCount * (outputCount + features + keptTokenCount * width)
    }

    /// The most that some scores hold at once: features with and without their mean, logits for the scores
    /// that take them, and what the greediest score adds.
    func workingByteCount(_ options: ScoreOptions) -> Int {
        let takesLogits = options.names.contains { $0 == .leep || $0 == .nce }
        let used = options.features == .pooled ? width : featureCount
        let shared = 2 * imageCount * used + (takesLogits ? imageCount * outputCount : 0)
        let own = options.names.map { ownByteCount($0, used, options.layer) }.max() ?? 0
        return 8 * shared + own
    }

    /// What a score holds while it is computed, of d features.
    private func ownByteCount(_ name: ScoreName, _ d: Int, _ layer: GradientLayer) -> Int {
        let (n, classes, rank) = (imageCount, classCounts.count, min(imageCount, d))
        switch name {
        case .lfc, .centredLFC, .cka: return 8 * rank * rank
        case .lgc: return gradientByteCount(layer)
        case .logme: return 8 * (n * rank + 3 * rank * rank + 2 * classes * rank)
        case .h: return SingularValueDecomposition.byteCount(rows: n, columns: d)
        case .hAlpha: return 8 * (2 * rank * rank + classes * max(rank, d))
        case .transRate: return 8 * (2 * rank * rank + (classCounts.max() ?? 0) * d)
        case .leep: return 8 * (n + classes) * outputCount
        case .nce: return 8 * classes * outputCount
        case .auc, .parc:
            // The pairs of one class are collected twice: their array grows by doubling.
            let same = classCounts.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
            return 8 * (n * d + n * (n - 1) / 2 + 2 * same + Self.slabRowCount * n)
        case .gbc: return 8 * ((classCounts.max() ?? 0) + 2 * classes) * d
        case .knn: return 8 * Self.slabRowCount * n
        case .ridge: return 8 * (n * rank + 2 * n * classes + 2 * rank * rank + classes * rank)
        }
    }

    /// What LGC holds: the weights behind the attention in 64 bits, hidden units in 32, the token and the
    /// terms of the rank-two correction in 64; of the whole block the kernel and the Jacobians of a few
    /// outputs.
    private func gradientByteCount(_ layer: GradientLayer) -> Int {
        let (n, d, e, m) = (imageCount, width, featureCount, hiddenWidth)
        let weights = 8 * (2 * d * m + 4 * d * d + e * (d + 2 * outputCount + e))
        let terms = 8 * n * (4 * d + 5 * e)
        switch layer {
        case .contraction: return weights + terms + 4 * n * m
        case .expansion: return weights + terms + 4 * n * (2 * m + d)
        case .block:
            let headWidth = d / max(headCount, 1)
            let attention = 8 * n * d * (3 * keptTokenCount + headWidth + headCount)
            let outputs = max(64 << 20, 8 * n * (m + (8 + headCount) * d))
            return weights + attention + 8 * n * (2 * m + 4 * d) + outputs + 3 * 8 * n * n
        }
    }

    private var imageCount: Int { classCounts.reduce(0, +) }

    /// The images whose products with all others are made at a time.
    private static let slabRowCount = 256
}

extension ScoreSizes {
    init(_ model: CLIPModel, classCounts: [Int]) {
        let architecture = model.classifier.architecture
        self.classCounts = classCounts
        (featureCount, width) = (architecture.outputWidth, architecture.width)
        (hiddenWidth, headCount) = (architecture.hiddenWidth, architecture.headCount)
        outputCount = model.classCount
        let options = model.options
        keepsFeatures = options.keepsFeatures
        keptTokenCount =
            (options.keepsTokens ? 2 : 0) + (options.keepsBlockInput ? architecture.tokenCount : 0)
    }
}
