internal import CLIPVision
internal import Checkpoints
package import Evaluation
internal import SystemFiles
internal import Tensors
internal import TextFormats

extension PredictionTable {
    /// Takes what models made of a data set.
    ///
    /// - Throws: `ModelChoiceError` when a model does not rate the data set's classes, or a logit is not a
    ///   number.
    package init(_ ratings: [CollectedRatings], _ dataSet: DataSet) throws(ModelChoiceError) {
        var parts: [Part] = []
        let labels = (0..<dataSet.count).map(dataSet.label)
        for rating in ratings {
            guard dataSet.isRated(byClassCount: rating.classCount) else {
                let reason = "its \(rating.classCount) classes are not those of \(dataSet.name)"
                throw .data(path: rating.model, reason: reason)
            }
            var part = Part(path: rating.model, model: rating.model)
            part.logits = dataSet.classLogits(rating.logits, modelClassCount: rating.classCount)
            part.classCount = dataSet.classCount(modelClassCount: rating.classCount)
            part.itemCount = dataSet.count
            part.labels = labels
            part.items = labels.indices.map(dataSet.itemName)
            part.classNames = dataSet.classNames
            parts.append(part)
        }
        try self.init(dataSet.name, parts)
    }

    /// Reads files that `evaluate --predictions` has made, one for each model.
    ///
    /// - Throws: `FileError` when one cannot be read; `ModelChoiceError.data` when it does not hold the
    ///   data set, or another number of items or classes or other labels than the first.
    package init(files: [String], dataSet: String) throws {
        try self.init(dataSet, files.map { try Part(file: $0, dataSet: dataSet) })
    }

    private init(_ dataSet: String, _ parts: [Part]) throws(ModelChoiceError) {
        guard let first = parts.first else { throw .request("there are no models to compare") }
        for part in parts {
            guard part.itemCount == first.itemCount, part.classCount == first.classCount else {
                let reason =
                    "holds \(part.itemCount) items and \(part.classCount) classes of \(dataSet), "
                    + "\(first.path) \(first.itemCount) and \(first.classCount)"
                throw .data(path: part.path, reason: reason)
            }
            if let own = part.labels, let other = first.labels,
                let item = own.indices.first(where: { own[$0] != other[$0] })
            {
                let reason =
                    "the label of item \(item) of \(dataSet) is \(own[item]), \(other[item]) in "
                    + first.path
                throw .data(path: part.path, reason: reason)
            }
        }
        try self.init(
            dataSet: dataSet,
            models: parts.map(\.model),
            items: first.items ?? (0..<first.itemCount).map(String.init),
            classCount: first.classCount,
            classNames: first.classNames,
            labels: parts.lazy.compactMap(\.labels).first,
            logits: parts.map { part throws(ModelChoiceError) in try part.checkedLogits(dataSet) }
        )
    }

    private init(
        dataSet: String,
        models: [String],
        items: [String],
        classCount: Int,
        classNames: [String]?,
        labels: [Int]?,
        logits: [[Float]]
    ) throws(ModelChoiceError) {
        if let labels, let bad = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
            let reason = "the label of item \(bad) is \(labels[bad]), of \(classCount) classes"
            throw .data(path: dataSet, reason: reason)
        }
        self.init(
            dataSet: dataSet,
            models: models,
            items: items,
            classCount: classCount,
            classNames: classNames,
            labels: labels,
            classes: logits.map { rows in
                items.indices.map { item in
                    let start = item * classCount
                    return (1..<max(classCount, 1)).reduce(0) {
                        rows[start + $1] > rows[start + $0] ? $1 : $0
                    }
                }
            },
            logits: logits
        )
    }
}

/// The predictions of one model.
private struct Part {
    let path: String
    var model: String
    var logits: [Float] = []
    var (itemCount, classCount) = (0, 0)
    var labels: [Int]?
    var items: [String]?
    var classNames: [String]?

    init(path: String, model: String) { (self.path, self.model) = (path, model) }

    init(file: String, dataSet: String) throws {
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
        logits = try checkpoint.values(of: tensor)
        if let tensor = checkpoint[dataSet + ".labels"], tensor.type == .i64,
            tensor.shape.dimensions == [itemCount]
        {
            labels = try checkpoint.integers(of: tensor)
        }
        if let tensor = checkpoint[dataSet + ".items"], tensor.type == .u8 {
            items = try names(checkpoint.bytes(of: tensor), count: itemCount)
        }
        if let text = checkpoint.metadata[dataSet + ".classes"] {
            classNames = try names(Array(text.utf8), count: nil)
        }
    }

    private func names(_ bytes: [UInt8], count: Int?) throws(ModelChoiceError) -> [String] {
        guard let value = try? JSONValue(bytes, "the names"), case .array(let entries) = value,
            count == nil || entries.count == count
        else { throw .data(path: path, reason: "the names of its items or classes are damaged") }
        return entries.map { $0.string ?? "" }
    }

    func checkedLogits(_ dataSet: String) throws(ModelChoiceError) -> [Float] {
        guard let bad = logits.firstIndex(where: { !$0.isFinite }) else { return logits }
        let item = bad / max(classCount, 1)
        let reason = "a logit of item \(items?[item] ?? "\(item)") of \(dataSet) is not finite"
        throw .data(path: model, reason: reason)
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
