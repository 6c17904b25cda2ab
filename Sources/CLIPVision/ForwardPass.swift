internal import CLIPModels
internal import Checkpoints
internal import LinearAlgebra

/// Where a tower's class tokens can be looked at on their way to the features.
enum TowerStage {
    /// Between the attention and the MLP of the last block.
    case attended
    /// After the last LayerNorm, before the projection.
    case pooled
    /// All tokens behind the first LayerNorm of the last block, where only class tokens go on from there.
    case blockInput
}

/// One worker's way through a classifier: its buffers, allocated once.
///
/// Images pass in groups of `VisionArchitecture.groupSize`. An image's place in its group is its
/// index in the data set modulo the group's size, and all products have the same extents, whoever
/// computes them: the result depends on the image and its index only, never on the batch around
/// it or on the number of workers. (The last digits of a matrix product do depend on the place.)
///
/// BLAS should run on the caller's thread alone: `OpenBLAS.withCallersThreadsOnly`.
public struct ForwardPass: ~Copyable {
    /// What the images pass through.
    public let classifier: ImageClassifier
    private var buffers: TowerBuffers
    private var logits: Matrix

    /// Allocates the buffers, `classifier.passByteCount` bytes.
    public init(_ classifier: ImageClassifier) {
        self.classifier = classifier
        buffers = TowerBuffers(classifier.architecture)
        logits = Matrix(rows: classifier.architecture.groupSize, columns: classifier.classCount)
    }

    /// Classifies images that follow each other in a data set.
    ///
    /// - Parameters:
    ///   - pixels: The images' bytes, ordered (image, row, column, channel).
    ///   - first: The index of the first of them in the data set. Fewest groups are computed when
    ///     it is a multiple of the group's size.
    ///   - logits: Receives one row of `classCount` logits for each image.
    ///   - features: Receives one row of `outputWidth` features for each image, before they are
    ///     normalised; empty when they are not wanted.
    /// - Precondition: `pixels` holds whole images, and the results as many rows.
    /// - Complexity: About 2 operations per parameter and token; no allocation.
    /// - Numerics: Products by `cblas_sgemm`; LayerNorm, softmax and norms summed in 64 bits.
    public mutating func classify(
        _ pixels: Span<UInt8>,
        from first: Int,
        logits: inout MutableSpan<Float>,
        features: inout MutableSpan<Float>
    ) {
        let architecture = classifier.architecture
        let count = pixels.count / architecture.pixelByteCount
        precondition(pixels.count == count * architecture.pixelByteCount, "an image is not whole")
        precondition(logits.count == count * classifier.classCount, "logits have another size")
        precondition(
            features.isEmpty || features.count == count * architecture.outputWidth,
            "features have another size"
        )
        for group in ImageGroup.groups(of: first..<first + count, size: architecture.groupSize) {
            run(group, pixels)
            let width = architecture.outputWidth
            if !features.isEmpty {
                buffers.features.copyRows(group, rowLength: width, to: &features)
            }
            classifyFeatures()
            self.logits.copyRows(group, rowLength: classifier.classCount, to: &logits)
        }
    }

    private mutating func run(_ group: ImageGroup, _ pixels: Span<UInt8>) {
        let (tower, architecture) = (classifier.tower, classifier.architecture)
        for (offset, slot) in group.slots.enumerated() {
            let start = (group.firstImage + offset) * architecture.pixelByteCount
            tower.pixelTable.unfold(
                pixels.extracting(start..<start + architecture.pixelByteCount),
                architecture,
                into: &buffers.patches,
                row: slot * architecture.tokenCount + 1
            )
        }
        buffers.forward(tower, images: group.slots)
    }

    /// Copies what lies before the features of the group that was classified last.
    func copyRows(of stage: TowerStage, _ group: ImageGroup, to rows: inout MutableSpan<Float>) {
        let width = classifier.architecture.width
        let own = ImageGroup(firstImage: 0, slots: group.slots)
        switch stage {
        case .attended: buffers.last.attended.copyRows(own, rowLength: width, to: &rows)
        case .pooled: buffers.last.normalised.copyRows(own, rowLength: width, to: &rows)
        case .blockInput:
            // An image's tokens are rows one after another.
            let count = classifier.architecture.tokenCount
            let tokens = group.slots.lowerBound * count..<group.slots.upperBound * count
            let all = ImageGroup(firstImage: 0, slots: tokens)
            buffers.normalised.copyRows(all, rowLength: width, to: &rows)
        }
    }

    private mutating func classifyFeatures() {
        guard classifier.classCount > 0 else { return }
        if classifier.architecture.headInput == .normalisedFeatures {
            buffers.features.normaliseRows()
        }
        classifier.head.map.apply(to: buffers.features, into: &logits)
    }
}

extension Matrix {
    /// Copies a group's rows to where its images' results belong.
    fileprivate func copyRows(
        _ group: ImageGroup,
        rowLength: Int,
        to results: inout MutableSpan<Float>
    ) {
        let elements = elements
        for (offset, slot) in group.slots.enumerated() {
            let source = layout(rows: slot..<slot + 1, columns: 0..<rowLength).offset
            let target = (group.firstImage + offset) * rowLength
            for column in 0..<rowLength { results[target + column] = elements[source + column] }
        }
    }

    /// Divides every row by its Euclidean norm, summed in 64 bits; a row of zeros stays.
    mutating func normaliseRows() {
        for index in 0..<rowCount {
            var row = mutableRow(index)
            var squares = SIMD8<Double>.zero
            for position in row.indices {
                let values = SIMD8<Double>(row[position])
                squares += values * values
            }
            let norm = squares.sum().squareRoot()
            let scale = Vector(repeating: norm > 0 ? Float(1 / norm) : 0)
            for position in row.indices { row[position] *= scale }
        }
    }
}
