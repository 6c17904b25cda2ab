internal import Checkpoints
internal import Images
internal import TextFormats

/// Labelled images in a fixed order, and what their labels mean.
public struct DataSet: Sendable {
    /// What results call it.
    public let name: String
    /// Oddities that a user should hear of.
    public let notes: [String]
    /// The names of the classes by label, where they are known.
    public let classNames: [String]?

    private let mapping: OutputMapping
    /// Whether labels are the places of folders in the order of their names.
    private let isInFolderOrder: Bool
    private let source: any ImageSource
    /// The images that are taken, ascending.
    private var selection: [Int]
    private let folder: String

    /// Lists a data set's images and labels; decodes nothing.
    ///
    /// - Throws: `CheckpointError` when a folder or file is missing or cannot be read;
    ///   `EvaluationError` when it holds no images, or its labels are not valid.
    /// - Complexity: O(images) time and memory.
    public init(_ request: DataSetRequest) throws {
        let known = KnownDataSet(rawValue: request.name)
        let contents = try Contents(request, known)
        name = request.name
        notes = contents.notes.map { request.name + ": " + $0 }
        classNames = contents.classNames
        mapping = known?.mapping ?? contents.mapping
        isInFolderOrder = known == nil && contents.classNames != nil
        source = contents.source
        folder = request.path
        selection = try Self.selection(of: source.count, limit: request.limit, path: request.path)
        try checkLabels(path: request.labelFile ?? request.path)
    }

    /// The number of images.
    public var count: Int { selection.count }

    /// The label of an image.
    public func label(at index: Int) -> Int { source.label(at: selection[index]) }

    /// What the data set calls an image: its path below the folder, or its number in a file of pixels.
    public func itemName(at index: Int) -> String {
        let (name, start) = (imageName(at: index), folder + (folder.hasSuffix("/") ? "" : "/"))
        return name.utf8.starts(with: start.utf8)
            ? String(name.dropFirst(start.count)) : "\(selection[index])"
    }

    /// The data set with some of its images only, in their order.
    ///
    /// - Precondition: `images` are places of images.
    public func taking(_ images: [Int]) -> DataSet {
        var part = self
        part.selection = images.map { selection[$0] }
        return part
    }

    /// The places of the first images of each class.
    public func firstImages(ofEachClass count: Int) -> [Int] {
        var taken: [Int: Int] = [:]
        return selection.indices.filter { index in
            taken[label(at: index), default: 0] += 1
            return taken[label(at: index), default: 0] <= count
        }
    }

    /// Whether a model of so many classes has the data set's.
    public func isRated(byClassCount count: Int) -> Bool { mapping.accepts(count) }

    /// The logits of the data set's classes, of a model that has them, matched as `evaluate` does.
    public func classLogits(
        _ rows: [Float],
        modelClassCount: Int,
        modelClassNames: [String]?
    ) -> [Float] {
        mapping(classCount: modelClassCount, classNames: modelClassNames)
            .mapped(rows, modelClassCount: modelClassCount)
    }

    /// The number of the data set's classes, as a model of so many has them.
    public func classCount(modelClassCount: Int) -> Int {
        mapping.classCount(modelClassCount: modelClassCount)
    }

    func imageName(at index: Int) -> String { source.name(at: selection[index]) }

    func image(at index: Int) throws -> PixelImage { try source.image(at: selection[index]) }

    /// The numbers that a label may be: more classes than any model has.
    static let labels = 0...Int(Int32.max)

    /// Evenly spaced, so that a few images of a sorted data set still show many classes.
    ///
    /// - Throws: `EvaluationError.dataSet` when more are taken than fit into memory.
    static func selection(
        of count: Int,
        limit: Int?,
        path: String
    ) throws(EvaluationError) -> [Int] {
        let taken = min(limit ?? count, count)
        guard taken <= mostImages else {
            throw .dataSet(
                path: path,
                reason: "has \(count) images; at most \(mostImages) are rated, take fewer"
            )
        }
        return (0..<taken).map { number in
            taken.dividingFullWidth(number.multipliedFullWidth(by: count)).quotient
        }
    }

    /// Labels of known data sets must be among their classes; others are held against the model.
    private func checkLabels(path: String) throws(EvaluationError) {
        guard let classCount = KnownDataSet(rawValue: name)?.classFolders.count else { return }
        guard let index = (0..<count).first(where: { label(at: $0) >= classCount }) else { return }
        throw .dataSet(
            path: path,
            reason: "the label of \(imageName(at: index)) is \(label(at: index)), but \(name) has "
                + "\(classCount) classes"
        )
    }
}

// MARK: - Classes by name

extension DataSet {
    /// Which outputs of a model mean which class: by the names of its classes where each folder is
    /// called like exactly one of them, apart from case, else by the folders' order.
    func mapping(for model: some EvaluatedModel) -> OutputMapping {
        mapping(classCount: model.classCount, classNames: model.classNames)
    }

    private func mapping(classCount: Int, classNames names: [String]?) -> OutputMapping {
        guard isInFolderOrder, let folders = classNames, let names,
            folders.count == names.count, names.count == classCount
        else { return mapping }
        let outputs = Self.outputs(of: folders, among: names)
        guard outputs.allSatisfy({ $0 != nil }), Set(outputs).count == outputs.count else {
            return mapping
        }
        return OutputMapping(
            outputs: outputs.compactMap { $0.map { [$0] } },
            modelClassCount: classCount
        )
    }

    /// What a user should hear of a model's classes and the folders.
    public func notes(for model: some EvaluatedModel) -> [String] {
        guard isInFolderOrder, let folders = classNames, let names = model.classNames else {
            return []
        }
        let outputs = Self.outputs(of: folders, among: names)
        let strangers = zip(folders, outputs).filter { $1 == nil }.map(\.0)
        let isOrder = zip(folders, names).allSatisfy { Self.key($0) == Self.key($1) }
        guard !strangers.isEmpty, strangers.count < folders.count, !isOrder else { return [] }
        return [
            "\(name): \(strangers.count.counted("folder")) not called like a class of "
                + "\(model.name), so that the classes are the folders in their order: "
                + NameList.text(strangers)
        ]
    }

    private static func outputs(of folders: [String], among names: [String]) -> [Int?] {
        let places = Dictionary(
            names.enumerated().map { (key($1), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return folders.map { places[key($0)] }
    }

    /// A name for comparison apart from the case of letters.
    private static func key(_ name: String) -> UTF8Key { UTF8Key(name.lowercased()) }
}

/// What a path holds.
private struct Contents {
    let source: any ImageSource
    let classNames: [String]?
    let mapping: OutputMapping
    var notes: [String] = []

    init(_ request: DataSetRequest, _ known: KnownDataSet?) throws {
        if request.path.hasSuffix(".safetensors") {
            self = try .pixels(request)
        } else if let labelFile = request.labelFile {
            self = try .list(labelFile, request, known)
        } else if !request.needsLabels, let files = try ClassFolders.unlabelled(in: request.path) {
            self.init(
                source: LabelledFiles(files: files, border: 0),
                classNames: nil,
                mapping: OutputMapping(modelClassCounts: 1...Int.max)
            )
        } else {
            self = try .folders(request, known)
        }
        guard source.count > 0 else {
            throw EvaluationError.dataSet(path: request.path, reason: "holds no images")
        }
    }

    private init(source: any ImageSource, classNames: [String]?, mapping: OutputMapping) {
        self.source = source
        self.classNames = classNames
        self.mapping = mapping
    }

    private static func pixels(_ request: DataSetRequest) throws -> Contents {
        let file = try PixelFile(request.path, limit: request.limit)
        let mapping = OutputMapping(modelClassCounts: file.largestLabel + 1...Int.max)
        return Contents(source: file, classNames: nil, mapping: mapping)
    }

    private static func list(
        _ labelFile: String,
        _ request: DataSetRequest,
        _ known: KnownDataSet?
    ) throws -> Contents {
        let files = try LabelFile.read(labelFile, folder: request.path)
        let largest = files.map(\.label).max() ?? 0
        let unlabelled = try LabelFile.unlabelled(files, in: request.path)
        var contents = Contents(
            source: LabelledFiles(files: files, border: border(request, known)),
            classNames: nil,
            mapping: OutputMapping(modelClassCounts: largest + 1...Int.max)
        )
        if !unlabelled.isEmpty {
            let count = unlabelled.count.counted("image")
            contents.notes = ["\(count) without a label left out: " + NameList.text(unlabelled)]
        }
        return contents
    }

    private static func folders(
        _ request: DataSetRequest,
        _ known: KnownDataSet?
    ) throws -> Contents {
        let folders = try ClassFolders(request.path, classes: known?.classFolders)
        let count = folders.classNames.count
        var contents = Contents(
            source: LabelledFiles(files: folders.files, border: border(request, known)),
            classNames: folders.classNames,
            mapping: OutputMapping(modelClassCounts: count...count)
        )
        contents.notes = notes(folders)
        return contents
    }

    private static func notes(_ folders: ClassFolders) -> [String] {
        let (others, empty) = (folders.otherFolderCount, folders.emptyFolders)
        let files = folders.otherFileCount.counted("file")
        let numbers = folders.classNames.compactMap { Int($0) }
        let areNumbers = !numbers.isEmpty && numbers.count == folders.classNames.count
        let isDisordered = areNumbers && numbers != numbers.sorted()
        return [
            isDisordered
                ? "its folders are numbers, and their order is that of names, not of numbers: "
                    + NameList.text(folders.classNames) : nil,
            others > 0 ? "\(others.counted("folder")) of other classes left out" : nil,
            empty.isEmpty
                ? nil
                : "\(empty.count.counted("class", "classes")) without images: "
                    + NameList.text(empty),
            folders.otherFileCount > 0 ? "\(files) not .jpg, .jpeg or .png left out" : nil,
        ].compactMap(\.self)
    }

    private static func border(_ request: DataSetRequest, _ known: KnownDataSet?) -> Int {
        known == .objectNet && request.cropsObjectNet ? 2 : 0
    }
}

/// More than any data set of images for classification has; each takes some 20 bytes.
private let mostImages = 1 << 24

/// The beginning of a list of names, for messages.
enum NameList {
    /// The first few names, and a sign that there are more.
    static func text(_ names: [String]) -> String {
        let shown = names.prefix(mostShown).map(PrintableText.quoted).joined(separator: ", ")
        return names.count > mostShown ? shown + ", ..." : shown
    }

    private static let mostShown = 3
}
