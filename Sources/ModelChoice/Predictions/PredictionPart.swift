internal import CLIPVision
internal import Checkpoints
internal import SystemFiles
internal import Tensors
internal import TextFormats

/// The predictions of one model on one data set.
struct PredictionPart {
    let path: String
    var model: String
    var (itemCount, classCount) = (0, 0)
    var labels: [Int]?
    var items: [String]?
    var classNames: [String]?
    var digest: String?
    /// The class that the model predicts of each item.
    private(set) var classes: [Int] = []
    /// The probability that it gives the class of each item, where that is known.
    private(set) var labelProbabilities: [Double]?

    /// The logits, where they are kept.
    private(set) var logits: [Float]?

    init(path: String, model: String) { (self.path, self.model) = (path, model) }

    /// Reads a file.
    init(file: String, dataSet: String, keepsLogits: Bool = false) throws {
        self.init(path: file, model: file)
        let checkpoint = try CheckpointInput.plain(file).open()
        guard let tensor = checkpoint[dataSet + ".logits"], tensor.shape.dimensions.count == 2
        else {
            throw ModelChoiceError.data(
                path: file,
                reason: "holds no predictions for \(dataSet) (tensor '\(dataSet).logits')"
            )
        }
        model = checkpoint.metadata["model"] ?? file
        (itemCount, classCount) = (tensor.shape.dimensions[0], tensor.shape.dimensions[1])
        guard itemCount > 0, classCount > 0 else {
            throw ModelChoiceError.data(path: file, reason: "\(dataSet) has no items or classes")
        }
        if let tensor = checkpoint[dataSet + ".labels"] {
            guard tensor.type == .i64, tensor.shape.dimensions == [itemCount] else {
                let reason =
                    "'\(dataSet).labels' is not I64 [\(itemCount)], one for each row of logits"
                throw ModelChoiceError.data(path: file, reason: reason)
            }
            labels = try checkpoint.integers(of: tensor)
        }
        if let tensor = checkpoint[dataSet + ".items"], tensor.type == .u8 {
            items = try names(checkpoint.bytes(of: tensor), count: itemCount)
        }
        if let text = checkpoint.metadata[dataSet + ".classes"] {
            classNames = try names(Array(text.utf8), count: nil)
        }
        digest = checkpoint.metadata[dataSet + ".digest"]
        let values = try checkpoint.values(of: tensor)
        try take(values, dataSet)
        if keepsLogits { logits = values }
    }

    private func names(_ bytes: [UInt8], count: Int?) throws(ModelChoiceError) -> [String] {
        guard let value = try? JSONValue(bytes, "the names"), case .array(let entries) = value,
            count == nil || entries.count == count
        else { throw .data(path: path, reason: "the names of its items or classes are damaged") }
        return entries.map { $0.string ?? "" }
    }

    /// Takes logits, and keeps of them what selections need.
    ///
    /// - Throws: `ModelChoiceError.data` for a logit that is not finite, and for a label outside of the
    ///   classes.
    mutating func take(_ logits: [Float], _ dataSet: String) throws(ModelChoiceError) {
        if let bad = logits.firstIndex(where: { !$0.isFinite }) {
            let item = bad / classCount
            let name = items?[item] ?? "\(item)"
            throw .data(path: path, reason: "a logit of item \(name) of \(dataSet) is not finite")
        }
        if let labels, let bad = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
            let reason =
                "the label of item \(bad) of \(dataSet) is \(labels[bad]), of \(classCount) classes"
            throw .data(path: path, reason: reason)
        }
        let rows = (0..<itemCount).map { logits[$0 * classCount..<($0 + 1) * classCount] }
        classes = rows.map { row in
            row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
        }
        labelProbabilities = labels.map { labels in
            zip(rows, labels).map { Softmax.probability(of: $1, $0) }
        }
    }

    /// Refuses what cannot be compared with another model's predictions.
    ///
    /// - Throws: `ModelChoiceError.data` that names both files.
    func check(against first: PredictionPart?, _ dataSet: String) throws(ModelChoiceError) {
        guard let first else { return }
        func refuse(_ reason: String) -> ModelChoiceError { .data(path: path, reason: reason) }
        guard itemCount == first.itemCount, classCount == first.classCount else {
            throw refuse(
                "holds \(itemCount) items and \(classCount) classes of \(dataSet), "
                    + "\(first.path) \(first.itemCount) and \(first.classCount)"
            )
        }
        if let own = items, let other = first.items,
            let item = own.indices.first(where: { !own[$0].isExactly(other[$0]) })
        {
            throw refuse(
                "item \(item) of \(dataSet) is '\(own[item])', '\(other[item])' in \(first.path)"
            )
        }
        if let own = labels, let other = first.labels,
            let item = own.indices.first(where: { own[$0] != other[$0] })
        {
            throw refuse(
                "the label of item \(item) of \(dataSet) is \(own[item]), \(other[item]) in "
                    + first.path
            )
        }
        if let own = classNames, let other = first.classNames,
            own.map(UTF8Key.init) != other.map(UTF8Key.init)
        {
            throw refuse("the classes of \(dataSet) have other names than in \(first.path)")
        }
        if let own = digest, let other = first.digest, !own.isExactly(other) {
            throw refuse(
                "was made of other images than \(first.path), which have the same names and labels"
            )
        }
    }
}

extension Checkpoint {
    fileprivate func bytes(of tensor: TensorRecord) throws -> [UInt8] {
        var buffer = AlignedBuffer<UInt8>(repeating: 0, count: tensor.byteCount)
        var destination = buffer.mutableBytes(0..<tensor.byteCount)
        try read(tensor, at: 0, into: &destination)
        let span = buffer.span
        return span.indices.map { span[$0] }
    }

    fileprivate func integers(of tensor: TensorRecord) throws -> [Int] {
        var buffer = AlignedBuffer<Int64>(repeating: 0, count: tensor.shape.elementCount)
        var destination = buffer.mutableBytes(0..<tensor.shape.elementCount)
        try read(tensor, at: 0, into: &destination)
        let span = buffer.span
        return span.indices.map { Int(truncatingIfNeeded: Int64(littleEndian: span[$0])) }
    }
}
