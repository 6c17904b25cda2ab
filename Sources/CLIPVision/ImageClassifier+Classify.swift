internal import CLIPModels
internal import Checkpoints
internal import LinearAlgebra
internal import Synchronization
internal import Workers

extension ImageClassifier {
    /// Classifies images on several threads.
    ///
    /// - Parameters:
    ///   - pixels: The images' bytes, ordered (image, row, column, channel).
    ///   - first: The index of the first of them in the data set.
    ///   - threads: The number of threads, each with a `ForwardPass` of its own.
    ///   - keepsFeatures: Whether the result holds the features.
    ///   - keepsTokens: Whether it holds the class tokens of the last block.
    ///   - keepsBlockInput: Whether it holds all tokens that go into the last block's attention.
    /// - Precondition: `pixels` holds whole images, and `threads` is at least 1.
    /// - Returns: The same bits for any number of threads.
    /// - Throws: `WorkError.threads` when the system refuses a thread; `LinearAlgebraError` when it
    ///   refuses the address space that one needs.
    public func classify(
        _ pixels: [UInt8],
        from first: Int = 0,
        threads: Int = 1,
        keepsFeatures: Bool = false,
        keepsTokens: Bool = false,
        keepsBlockInput: Bool = false
    ) throws -> Classification {
        precondition(threads > 0, "there is no thread")
        let count = pixels.count / architecture.pixelByteCount
        let groups = ImageGroup.groups(of: first..<first + count, size: architecture.groupSize)
        let tokens = [Float](repeating: 0, count: keepsTokens ? count * architecture.width : 0)
        let next = Mutex(0)
        let result = Mutex(
            Classification(
                logits: [Float](repeating: 0, count: count * classCount),
                features: [Float](
                    repeating: 0,
                    count: keepsFeatures ? count * architecture.outputWidth : 0
                ),
                attended: tokens,
                pooled: tokens,
                blockInput: [Float](
                    repeating: 0,
                    count: keepsBlockInput
                        ? count * architecture.tokenCount * architecture.width : 0
                ),
                classCount: classCount
            )
        )
        let workerCount = min(threads, max(groups.count, 1))
        try OpenBLAS.checkAddressSpace(forThreads: workerCount)
        try OpenBLAS.withCallersThreadsOnly {
            try WorkerPool.run(workerCount) { _ in
                var worker = GroupWorker(
                    self,
                    keepsFeatures: keepsFeatures,
                    keepsTokens: keepsTokens,
                    keepsBlockInput: keepsBlockInput
                )
                while let group = next.withLock({ index -> ImageGroup? in
                    defer { index += 1 }
                    return index < groups.count ? groups[index] : nil
                }) {
                    worker.classify(group, of: pixels, from: first)
                    result.withLock { worker.deliver(group, to: &$0) }
                }
            }
        }
        return result.withLock { $0 }
    }
}

/// One thread's forward pass, and the results of its latest group.
private struct GroupWorker: ~Copyable {
    private var pass: ForwardPass
    private let (keepsFeatures, keepsTokens, keepsBlockInput): (Bool, Bool, Bool)
    private var logits: [Float] = []
    private var features: [Float] = []
    private var attended: [Float] = []
    private var pooled: [Float] = []
    private var blockInput: [Float] = []

    init(
        _ classifier: ImageClassifier,
        keepsFeatures: Bool,
        keepsTokens: Bool,
        keepsBlockInput: Bool
    ) {
        pass = ForwardPass(classifier)
        (self.keepsFeatures, self.keepsTokens) = (keepsFeatures, keepsTokens)
        self.keepsBlockInput = keepsBlockInput
    }

    mutating func classify(_ group: ImageGroup, of pixels: [UInt8], from first: Int) {
        let (classifier, count) = (pass.classifier, group.slots.count)
        let imageBytes = classifier.architecture.pixelByteCount
        let range = group.firstImage * imageBytes..<(group.firstImage + count) * imageBytes
        let width = keepsFeatures ? classifier.architecture.outputWidth : 0
        var logits = [Float](repeating: 0, count: count * classifier.classCount)
        var features = [Float](repeating: 0, count: count * width)
        var logitSpan = logits.mutableSpan
        var featureSpan = features.mutableSpan
        pass.classify(
            pixels.span.extracting(range),
            from: first + group.firstImage,
            logits: &logitSpan,
            features: &featureSpan
        )
        self.logits = logits
        self.features = features
        if keepsTokens {
            attended = tokens(of: .attended, group)
            pooled = tokens(of: .pooled, group)
        }
        if keepsBlockInput {
            let count = classifier.architecture.tokenCount
            blockInput = tokens(of: .blockInput, group, rowsPerImage: count)
        }
    }

    private func tokens(
        of stage: TowerStage,
        _ group: ImageGroup,
        rowsPerImage: Int = 1
    ) -> [Float] {
        let width = pass.classifier.architecture.width
        var rows = [Float](repeating: 0, count: group.slots.count * rowsPerImage * width)
        var span = rows.mutableSpan
        pass.copyRows(of: stage, group, to: &span)
        return rows
    }

    func deliver(_ group: ImageGroup, to result: inout Classification) {
        let count = max(group.slots.count, 1)
        func replace(_ rows: inout [Float], with own: [Float]) {
            let start = group.firstImage * (own.count / count)
            rows.replaceSubrange(start..<start + own.count, with: own)
        }
        replace(&result.logits, with: logits)
        replace(&result.features, with: features)
        replace(&result.attended, with: attended)
        replace(&result.pooled, with: pooled)
        replace(&result.blockInput, with: blockInput)
    }
}
