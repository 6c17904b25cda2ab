internal import LinearAlgebra
internal import TransferScores

/// Scores by their names; what several share is computed once.
struct ScoreComputation {
    let sample: LabelledFeatures
    let options: ScoreOptions
    /// The logits of the model's own head.
    var logits: DenseMatrix?
    /// LGC; nil for a tower that does not end as CLIP's usual ones do.
    var gradientCorrelation: ScoreOutcome?
    private(set) var warnings: [String] = []

    private var correlation: LinearFeatureCorrelation?
    private var pairs: PairSeparation?

    init(sample: LabelledFeatures, options: ScoreOptions) {
        self.sample = sample
        self.options = options
        let (n, d) = (sample.imageCount, sample.dimension)
        if n <= d { warnings.append("\(n) images are not more than \(d) features") }
        let constant = (0..<d).count { j in (0..<n).allSatisfy { sample.centred[$0, j] == 0 } }
        if constant > 0 { warnings.append("\(constant) of \(d) features are constant") }
    }

    mutating func outcome(_ name: ScoreName) throws(LinearAlgebraError) -> ScoreOutcome {
        switch name {
        case .lfc: return featureCorrelation.plain
        case .centredLFC: return featureCorrelation.centred
        case .cka: return featureCorrelation.centredKernelAlignment
        case .lgc:
            return gradientCorrelation
                ?? .undefined("the tower does not end as CLIP's usual ones do")
        case .logme:
            let evidence =
                try options.isLogMECompatible
                ? LogEvidence.compatible(sample) : LogEvidence.exact(sample)
            return evidence.map { .value($0.mean) }
                ?? .undefined("fewer than two images or classes")
        case .h: return try ClassSeparation.hScore(sample)
        case .hAlpha: return try ClassSeparation.regularised(sample).score
        case .leep, .nce:
            guard let logits else { return .undefined("the model has no head") }
            return name == .leep
                ? OutputTransfer.leep(logits, sample) : OutputTransfer.nce(logits, sample)
        case .transRate: return try ClassSeparation.transRate(sample)
        case .auc: return pairSeparation.auc
        case .parc: return pairSeparation.parc
        case .gbc:
            let found = ClassSeparation.bhattacharyya(sample)
            if found.hasUnderflown { warnings.append("gbc is 0 for lack of range") }
            return found.score
        case .knn: return HeldOutPrediction.nearestNeighbour(sample)
        case .ridge: return try HeldOutPrediction.ridge(sample, strength: options.ridge).accuracy
        }
    }

    private var featureCorrelation: LinearFeatureCorrelation {
        mutating get {
            let found = correlation ?? LinearFeatureCorrelation(sample)
            correlation = found
            return found
        }
    }

    private var pairSeparation: PairSeparation {
        mutating get {
            guard let pairs else {
                let found = PairSeparation(sample)
                pairs = found
                if found.constantRowCount > 0 {
                    warnings.append("\(found.constantRowCount) images have constant features")
                }
                return found
            }
            return pairs
        }
    }
}
