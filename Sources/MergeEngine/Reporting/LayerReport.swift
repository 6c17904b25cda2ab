internal import Checkpoints
internal import Merging
internal import Tensors

/// What a merge did to one layer.
public struct LayerReport: Sendable, Codable, Equatable {
    /// The tensor's name; projections that form one layer, or parts of one, are marked in it.
    public let name: String
    /// The layer's shape.
    public let shape: [Int]
    /// The number of its elements.
    public let elements: Int
    /// What made its values: `copy`, `average`, `linear`, `singular`, or the method that measured it.
    public let rule: String
    /// The length of each task vector, or of each input, whichever the rule measures.
    public let norms: [Double]?
    /// The mean cosine of the angles between these vectors, where the rule has one.
    public let cosine: Double?
    /// The angle with that cosine, in degrees.
    public let angle: Double?
    /// The cosine of each pair of these vectors, where layers are only measured: of the first with the
    /// second, with the third, and so on; the mean over rows where there are some.
    public let cosines: [Double]?
    /// The ratio between the base, 0, and the average of the models, 1.
    public let t: Double?
    /// The number of rows with a ratio of their own, over which the figures are means.
    public let rows: Int?
    /// The part of the task vectors' elements that are zero once the method has left out what it leaves
    /// out, for methods that decide for each element, where a report was asked for.
    public let sparsity: Double?
    /// The part of the magnitudes that are left which has the sign of the merged difference from the base,
    /// 1 where all signs agree; likewise.
    public let signAgreement: Double?
    /// The numerical rank of each matrix that was factored: of each model's task vector, or of the sum
    /// of all.
    public let ranks: [Int]?
    /// The effective rank of each, the exponential of the entropy of its singular values.
    public let effectiveRanks: [Double]?
    /// The last singular value that was kept of each, as a part of its first.
    public let cuts: [Double]?
    /// The length of what was cut off of a task vector, where it is cut down to some directions.
    public let truncationError: Double?
    /// How far the models' singular directions are from being orthogonal.
    public let interference: Double?
    /// What it was merged from, base first; only where layers differ in that.
    public let sources: [LayerSource]?

    enum CodingKeys: String, CodingKey {
        case name, shape, elements, rule, norms, cosine, angle, cosines, t, rows, sparsity, ranks
        case effectiveRanks = "effective_ranks"
        case cuts, interference, sources
        case signAgreement = "sign_agreement"
        case truncationError = "truncation_error"
    }
}

extension LayerReport {
    init(
        _ layer: PlannedLayer,
        _ tally: LayerTally,
        _ pairs: VectorPairs?,
        _ sources: [LayerSource]?
    ) {
        self.init(
            name: layer.name,
            shape: layer.shape.dimensions,
            rule: tally.rule ?? layer.rule,
            rows: layer.rowLength == nil ? nil : tally.rows,
            tally,
            pairs,
            sources
        )
    }

    /// The record of a layer that is a tensor and was merged as a whole.
    init(_ tensor: TensorRecord, _ tally: LayerTally, _ pairs: VectorPairs?) {
        self.init(
            name: tensor.name,
            shape: tensor.shape.dimensions,
            rule: tally.rule ?? .copy,
            rows: nil,
            tally,
            pairs,
            nil
        )
    }

    private init(
        name: String,
        shape: [Int],
        rule: LayerRule,
        rows: Int?,
        _ tally: LayerTally,
        _ pairs: VectorPairs?,
        _ sources: [LayerSource]?
    ) {
        self.name = name
        self.shape = shape
        elements = shape.reduce(1, *)
        self.rule = rule.rawValue
        self.rows = rows
        norms = tally.norms.isEmpty ? nil : tally.norms
        cosine = tally.cosine
        angle = tally.angle
        cosines = pairs.map(\.upperCosines)
        t = tally.ratio
        sparsity = tally.elements?.sparsity
        signAgreement = tally.elements?.signAgreement
        ranks = tally.matrices.flatMap { $0.ranks.isEmpty ? nil : $0.ranks }
        effectiveRanks = tally.matrices.flatMap {
            $0.effectiveRanks.isEmpty ? nil : $0.effectiveRanks
        }
        cuts = tally.matrices.flatMap { $0.cuts.isEmpty ? nil : $0.cuts }
        interference = tally.matrices?.interference
        truncationError = tally.matrices?.truncationError
        self.sources = sources
    }
}

/// One of the tensors that a layer was merged from.
public struct LayerSource: Sendable, Codable, Equatable {
    /// The path of the checkpoint.
    public let checkpoint: String
    /// The tensor's name in it.
    public let tensor: String

    init(_ origin: TensorOrigin) {
        checkpoint = origin.checkpoint
        tensor = origin.tensor
    }
}
