public import Checkpoints
internal import Tensors
internal import TextFormats

/// Keeps a model's logits, and the labels, in a safetensors file.
///
/// For every data set NAME it holds `NAME.logits`, F32 [n, classes], and `NAME.labels`, I64 [n]:
/// the images in the order in which they were classified, the classes as the data set counts them. Where
/// asked for it also holds `NAME.features`, F32 [n, d], before normalisation, and what a label or a
/// choice of images needs to be read later: `NAME.items`, U8, a JSON array of the images' names, and
/// in the metadata `NAME.classes`, one of the classes' names where they are known, and `NAME.digest`, which
/// tells the images from others of the same names.
public struct PredictionWriter: Sendable {
    /// What is kept in addition to logits and labels.
    public struct Contents: Sendable {
        /// The number of features of an image; nil where they are not kept.
        public var featureWidth: Int?
        /// Whether the names of images and classes are kept.
        public var names = false

        /// Nothing else.
        public init() {}
    }

    private let writer: CheckpointWriter
    private let layouts: [SetLayout]

    /// Reserves the file's space and writes the labels.
    ///
    /// - Parameters:
    ///   - path: Where the file goes; it appears when it is complete.
    ///   - dataSets: The data sets that will be classified.
    ///   - model: The model that classifies them.
    ///   - contents: What else is kept.
    ///   - policy: How the file takes its place.
    /// - Throws: `CheckpointError` when the file is there or cannot be made.
    public init(
        _ path: String,
        dataSets: [DataSet],
        model: any EvaluatedModel,
        keeping contents: Contents = Contents(),
        _ policy: OutputPolicy = OutputPolicy()
    ) throws {
        var layouts: [SetLayout] = []
        for dataSet in dataSets {
            layouts.append(
                SetLayout(dataSet, model, contents, first: layouts.last?.places.upperBound ?? 0)
            )
        }
        var metadata: CheckpointMetadata = ["model": model.name]
        if contents.names {
            for dataSet in dataSets {
                metadata[dataSet.name + ".classes"] = dataSet.classNames.map(Self.text)
                metadata[dataSet.name + ".digest"] = try dataSet.digest()
            }
        }
        let layout = try CheckpointLayout(
            tensors: layouts.flatMap(\.declarations),
            metadata: metadata,
            destination: .file(path)
        )
        writer = try .create(layout, policy, inputs: [])
        self.layouts = layouts
        for (layout, dataSet) in zip(layouts, dataSets) { try write(layout, dataSet) }
    }

    private func write(_ layout: SetLayout, _ dataSet: DataSet) throws {
        var labels = AlignedBuffer<Int64>(repeating: 0, count: dataSet.count)
        var values = labels.mutableSpan
        for index in values.indices {
            values[index] = Int64(dataSet.label(at: index)).littleEndian
        }
        try writer.write(labels.bytes(0..<labels.count), to: layout.first + 1, at: 0)
        guard let items = layout.items else { return }
        var buffer = AlignedBuffer<UInt8>(repeating: 0, count: items.count)
        var bytes = buffer.mutableSpan
        for (index, byte) in items.enumerated() { bytes[index] = byte }
        try writer.write(buffer.bytes(0..<buffer.count), to: layout.places.upperBound - 1, at: 0)
    }

    fileprivate static func text(_ names: [String]) -> String {
        JSONValue.array(names.map(JSONValue.string)).text(.compact)
    }

    /// Writes what a model made of some images of a data set, the first of which is `image`.
    func write(
        _ logits: [Float],
        features: [Float],
        at image: Int,
        _ dataSet: Int
    ) throws(CheckpointError) {
        let layout = layouts[dataSet]
        try write(logits, to: layout.first, at: image * layout.classCount)
        guard let width = layout.featureWidth else { return }
        try write(features, to: layout.first + 2, at: image * width)
    }

    private func write(_ rows: [Float], to tensor: Int, at element: Int) throws(CheckpointError) {
        var buffer = AlignedBuffer<Float>(repeating: 0, count: rows.count)
        var values = buffer.mutableSpan
        for (index, value) in rows.enumerated() { values[index] = value }
        let offset = element * MemoryLayout<Float>.size
        try writer.write(buffer.bytes(0..<buffer.count), to: tensor, at: offset)
    }

    /// Completes the file.
    ///
    /// - Throws: `CheckpointError` when it cannot be put in place.
    public func commit() throws { try writer.commit() }
}

/// The tensors of a data set in the file.
private struct SetLayout: Sendable {
    /// The place of the first tensor, the logits; the labels follow.
    let first: Int
    let classCount: Int
    let featureWidth: Int?
    /// The names of the images as JSON.
    let items: [UInt8]?
    let declarations: [TensorDeclaration]

    var places: Range<Int> { first..<first + declarations.count }

    init(
        _ dataSet: DataSet,
        _ model: any EvaluatedModel,
        _ contents: PredictionWriter.Contents,
        first: Int
    ) {
        self.first = first
        let (name, count) = (dataSet.name, dataSet.count)
        classCount = dataSet.mapping(for: model).classCount(modelClassCount: model.classCount)
        featureWidth = contents.featureWidth
        items =
            contents.names
            ? Array(PredictionWriter.text((0..<count).map(dataSet.itemName)).utf8) : nil
        func rows(_ tensor: String, _ width: Int) -> TensorDeclaration {
            guard let shape = TensorShape([count, width]) else {
                preconditionFailure("\(count) images cannot have \(width) \(tensor) each")
            }
            return TensorDeclaration(name: name + "." + tensor, type: .f32, shape: shape)
        }
        var all = [
            rows("logits", classCount),
            TensorDeclaration(name: name + ".labels", type: .i64, shape: .vector(count)),
        ]
        if let featureWidth { all.append(rows("features", featureWidth)) }
        if let items {
            all.append(
                TensorDeclaration(name: name + ".items", type: .u8, shape: .vector(items.count))
            )
        }
        declarations = all
    }
}
