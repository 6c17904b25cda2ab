internal import CLIPModels

/// The activations of one group of images, allocated once.
struct TowerBuffers: ~Copyable {
    var patches: Matrix
    var tokens: Matrix
    var normalised: Matrix
    /// Queries, keys and values side by side.
    var projections: Matrix
    var scores: Matrix
    var context: Matrix
    var hidden: Matrix
    /// What the last block computes for the class tokens alone, and what is pooled.
    var last: ClassTokenBuffers
    var features: Matrix

    init(_ architecture: VisionArchitecture) {
        let sizes = TowerBufferSizes(architecture)
        patches = Matrix(sizes.patches)
        tokens = Matrix(sizes.tokens)
        normalised = Matrix(sizes.tokens)
        projections = Matrix(sizes.projections)
        scores = Matrix(sizes.scores)
        context = Matrix(sizes.tokens)
        hidden = Matrix(sizes.hidden)
        last = ClassTokenBuffers(sizes)
        features = Matrix(sizes.features)
    }
}

/// The activations of the class tokens or pooled tokens alone, one row for each image.
struct ClassTokenBuffers: ~Copyable {
    var tokens: Matrix
    /// The tokens between the attention and the MLP.
    var attended: Matrix
    var normalised: Matrix
    var queries: Matrix
    var context: Matrix
    var hidden: Matrix

    init(_ sizes: TowerBufferSizes) {
        tokens = Matrix(sizes.classTokens)
        attended = Matrix(sizes.classTokens)
        normalised = Matrix(sizes.classTokens)
        queries = Matrix(sizes.classTokens)
        context = Matrix(sizes.classTokens)
        hidden = Matrix(sizes.classHidden)
    }

    /// Normalises the tokens; copies them where there is no LayerNorm.
    mutating func normalise(_ norm: LayerNormalisation?) {
        if let norm { return norm.apply(to: tokens, into: &normalised) }
        for row in 0..<tokens.rowCount { normalised.replaceRow(row, by: tokens, row: row) }
    }
}

/// The extents of all buffers: what is allocated, and what the memory plan counts.
struct TowerBufferSizes {
    typealias Extents = (rows: Int, columns: Int)

    let patches: Extents
    let tokens: Extents
    let projections: Extents
    let scores: Extents
    let hidden: Extents
    let classTokens: Extents
    let classHidden: Extents
    let features: Extents

    init(_ architecture: VisionArchitecture) {
        let images = architecture.groupSize
        let rows = images * architecture.tokenCount
        patches = (rows, architecture.patchLength)
        tokens = (rows, architecture.width)
        projections = (rows, 3 * architecture.width)
        scores = (architecture.tokenCount, architecture.tokenCount)
        hidden = (rows, architecture.hiddenWidth)
        classTokens = (images, architecture.width)
        classHidden = (images, architecture.hiddenWidth)
        features = (images, architecture.outputWidth)
    }

    /// The bytes of all buffers.
    var byteCount: Int {
        let all =
            [patches, projections, scores, hidden, classHidden, features]
            + Array(repeating: tokens, count: 3) + Array(repeating: classTokens, count: 5)
        return all.reduce(0) { $0 + Matrix.byteCount(rows: $1.rows, columns: $1.columns) }
    }
}

extension Matrix {
    init(_ extents: TowerBufferSizes.Extents) {
        self.init(rows: extents.rows, columns: extents.columns)
    }
}
