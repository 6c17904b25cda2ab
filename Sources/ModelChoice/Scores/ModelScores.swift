package import CLIPVision
internal import CLIPModels
package import Evaluation
internal import LinearAlgebra
package import TransferScores

/// The transferability scores of one model on one data set.
package struct ModelScores: Sendable {
    /// The model's path.
    package let model: String
    /// A value or a reason for each score that was asked for.
    package let outcomes: [ScoreName: ScoreOutcome]
    /// The outputs whose gradients LGC took.
    package let outputs: GradientOutputs
    /// The number of features.
    package let dimension: Int
    /// What a reader should know.
    package let warnings: [String]
    /// The time of the forward passes and of the scores.
    package let seconds: Double

    /// Computes scores.
    ///
    /// - Parameters:
    ///   - ratings: What the model made of the images.
    ///   - block: The weights behind its last attention; nil where they do not have CLIP's usual form.
    ///   - dataSet: The images.
    ///   - options: Which scores, and how.
    /// - Throws: `ModelChoiceError` for numbers that are not finite, and when the head's classes are not
    ///   those of the data though they are asked for.
    /// - Complexity: O(n^2 (d + M)) for n images, d features and M hidden units of the last MLP.
    package init(
        _ ratings: CollectedRatings,
        _ block: LastBlock?,
        _ dataSet: DataSet,
        _ options: ScoreOptions
    ) throws {
        let start = ContinuousClock.now
        let labels = (0..<dataSet.count).map(dataSet.label)
        let fits = ratings.classCount > 0 && dataSet.isRated(byClassCount: ratings.classCount)
        if options.outputs == .logits, !fits, options.names.contains(.lgc) {
            throw ModelChoiceError.request(
                "\(ratings.model): has \(ratings.classCount) classes, not those of "
                    + "\(dataSet.name); take the gradients of the features"
            )
        }
        let rows = try FeatureRows(ratings, dataSet, options.features)
        let sample = try rows.labelled(labels, dataSet)
        let outputs = options.outputs ?? (fits ? .logits : .features)
        var computation = ScoreComputation(sample: sample, options: options)
        if ratings.classCount > 0 {
            try rows.checkFinite(ratings.logits, "logits", dataSet)
            if options.names.contains(where: { $0 == .leep || $0 == .nce }) {
                computation.logits = rows.widened(ratings.logits)
            }
        }
        if let block, options.names.contains(.lgc) {
            try rows.checkFinite(ratings.attended, "class tokens", dataSet)
            computation.gradientCorrelation = try Self.gradientCorrelation(
                ratings,
                block,
                sample,
                options.layer,
                outputs
            )
        }
        var outcomes: [ScoreName: ScoreOutcome] = [:]
        for name in options.names { outcomes[name] = try computation.outcome(name) }
        model = ratings.model
        dimension = sample.dimension
        warnings = computation.warnings.map { "\(ratings.model): " + $0 }
        seconds = ratings.seconds + (ContinuousClock.now - start) / .seconds(1)
        (self.outcomes, self.outputs) = (outcomes, outputs)
    }
}

extension ModelScores {
    private static func gradientCorrelation(
        _ ratings: CollectedRatings,
        _ block: LastBlock,
        _ sample: LabelledFeatures,
        _ layer: GradientLayer,
        _ outputs: GradientOutputs
    ) throws -> ScoreOutcome {
        var weights = LastBlockWeights(block)
        if outputs == .features { weights.head = nil }
        let own: LabelGradientCorrelation.Layer
        switch layer {
        case .contraction: own = .contraction
        case .expansion: own = .expansion
        case .block:
            let attention = LastAttentionWeights(
                input: block.attentionInput,
                inputBias: block.attentionInputBias,
                output: block.attentionOutput,
                headCount: block.headCount
            )
            return try LabelGradientCorrelation.blockScore(
                tokens: ratings.blockInput,
                attended: ratings.attended,
                weights,
                attention,
                sample
            )
        }
        let activations = LastBlockActivations(attended: ratings.attended, weights, for: own)
        return LabelGradientCorrelation.score(activations, weights, sample, layer: own)
    }
}

/// Rows of numbers for the images of a data set, in 64 bits.
private struct FeatureRows {
    let model: String
    let count: Int
    let matrix: DenseMatrix

    init(_ ratings: CollectedRatings, _ dataSet: DataSet, _ kind: FeatureKind) throws {
        (model, count) = (ratings.model, dataSet.count)
        let source = kind == .pooled ? ratings.pooled : ratings.features
        var matrix = DenseMatrix(
            source.map(Double.init),
            rows: dataSet.count,
            columns: source.count / max(dataSet.count, 1)
        )
        if kind == .normalised {
            for i in 0..<matrix.rowCount {
                let norm = matrix.row(i).reduce(0) { $0 + $1 * $1 }.squareRoot()
                guard norm > 0 else { continue }
                for j in 0..<matrix.columnCount { matrix[i, j] /= norm }
            }
        }
        self.matrix = matrix
    }

    func labelled(_ labels: [Int], _ dataSet: DataSet) throws(ModelChoiceError) -> LabelledFeatures
    {
        do throws(TransferScoreError) { return try LabelledFeatures(matrix, labels: labels) } catch
        {
            guard case .notFinite(let image) = error else { preconditionFailure("\(error)") }
            throw refusal("features", image, dataSet)
        }
    }

    func widened(_ rows: [Float]) -> DenseMatrix {
        let width = rows.count / max(count, 1)
        return DenseMatrix(rows.map(Double.init), rows: count, columns: width)
    }

    func checkFinite(
        _ rows: [Float],
        _ what: String,
        _ dataSet: DataSet
    ) throws(ModelChoiceError) {
        guard let bad = rows.firstIndex(where: { !$0.isFinite }) else { return }
        throw refusal(what, bad / max(rows.count / max(count, 1), 1), dataSet)
    }

    private func refusal(_ what: String, _ image: Int, _ dataSet: DataSet) -> ModelChoiceError {
        .data(
            path: model,
            reason:
                "the \(what) of image \(dataSet.itemName(at: image)) of \(dataSet.name) are not "
                + "finite numbers; the weights are damaged"
        )
    }
}

extension LastBlockWeights {
    /// The weights of a CLIP tower.
    init(_ block: LastBlock) {
        self.init(
            contraction: block.contraction,
            outputGain: block.outputNorm.gain,
            outputShift: block.outputNorm.shift,
            projection: block.projection,
            head: block.head.rowCount > 0 ? block.head : nil
        )
        (inputGain, inputShift) = (block.inputNorm.gain, block.inputNorm.shift)
        (expansion, expansionBias) = (block.expansion, block.expansionBias)
        contractionBias = block.contractionBias
        activation = block.activation == .gelu ? .gelu : .quickGELU
        (normalisesFeatures, epsilon) = (block.normalisesFeatures, block.epsilon)
    }
}
