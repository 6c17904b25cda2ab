internal import Checkpoints
internal import Tensors

/// Keeps a model's logits, and the labels, in a safetensors file.
///
/// For every data set NAME it holds `NAME.logits`, F32 [n, classes], and `NAME.labels`, I64 [n]:
/// the images in the order in which they were rated, the classes as the data set counts them.
public struct PredictionWriter: Sendable {
    private let writer: CheckpointWriter
    /// The classes that the model rates in each data set.
    private let classCounts: [Int]

    /// Reserves the file's space and writes the labels.
    ///
    /// - Parameters:
    ///   - path: Where the file goes; it appears when it is complete.
    ///   - dataSets: The data sets that will be rated.
    ///   - model: The model that rates them.
    ///   - replacing: Whether an existing file may be replaced.
    /// - Throws: `CheckpointError` when the file is there or cannot be made.
    public init(
        _ path: String,
        dataSets: [DataSet],
        model: any EvaluatedModel,
        replacing: Bool
    ) throws {
        classCounts = dataSets.map {
            $0.mapping.classCount(modelClassCount: model.classCount)
        }
        let declarations = zip(dataSets, classCounts).flatMap(Self.tensors)
        let layout = try CheckpointLayout(
            tensors: declarations,
            metadata: ["model": model.name],
            destination: .file(path)
        )
        writer = try .create(layout, replacing: replacing, durable: false, inputs: [])
        for (number, dataSet) in dataSets.enumerated() {
            var labels = AlignedBuffer<Int64>(repeating: 0, count: dataSet.count)
            var values = labels.mutableSpan
            for index in values.indices {
                values[index] = Int64(dataSet.label(at: index)).littleEndian
            }
            try writer.write(labels.bytes(0..<labels.count), to: 2 * number + 1, at: 0)
        }
    }

    private static func tensors(_ dataSet: DataSet, _ classCount: Int) -> [TensorDeclaration] {
        guard let logits = TensorShape([dataSet.count, classCount]) else {
            preconditionFailure("\(dataSet.count) images cannot have \(classCount) logits each")
        }
        return [
            TensorDeclaration(name: dataSet.name + ".logits", type: .f32, shape: logits),
            TensorDeclaration(
                name: dataSet.name + ".labels",
                type: .i64,
                shape: .vector(dataSet.count)
            ),
        ]
    }

    /// Writes the logits of some images of a data set, the first of which is `image`.
    func write(_ logits: [Float], at image: Int, _ dataSet: Int) throws(CheckpointError) {
        var buffer = AlignedBuffer<Float>(repeating: 0, count: logits.count)
        var values = buffer.mutableSpan
        for (index, logit) in logits.enumerated() { values[index] = logit }
        let offset = image * classCounts[dataSet] * MemoryLayout<Float>.size
        try writer.write(buffer.bytes(0..<buffer.count), to: 2 * dataSet, at: offset)
    }

    /// Completes the file.
    ///
    /// - Throws: `CheckpointError` when it cannot be put in place.
    public func commit() throws { try writer.commit() }
}
