package import ModelChoice
package import SystemFiles
package import TextFormats

/// What a zoo file says of models and data sets: of two records about the same the last holds.
///
/// Models are told apart by the digest of their weights. A record that names a path only is about the
/// model that was last read there.
package struct Zoo: Sendable {
    /// The file.
    package let path: String
    /// The models in the order of their first records, each with the path of its last.
    package private(set) var models: [ModelIdentity] = []
    /// The data sets in the order of their first records.
    package private(set) var dataSets: [String] = []
    /// What the baselines make of data sets.
    package private(set) var facts: [UTF8Key: DataSetRecord] = [:]
    /// The number of the last line where it was cut short; it is left out.
    package let tornLine: Int?

    private var places: [UTF8Key: Int] = [:]
    private var dataPlaces: [UTF8Key: Int] = [:]
    private var results: [ResultKey: AccuracyRecord] = [:]
    private var scores: [ResultKey: ScoreRecord] = [:]
    private var labels: [ResultKey: LabelRecord] = [:]
    private var signatures: [Int: SignatureRecord] = [:]
    private var similarities: [[UTF8Key]: Double] = [:]

    private struct ResultKey: Hashable {
        let model, data: Int
        var stage: Int?
    }

    /// Reads a file.
    ///
    /// - Throws: `FileError` as `ZooFile.read` does.
    /// - Complexity: O(bytes) time and memory.
    package init(_ path: String) throws(FileError) { self.init(try .read(path), path: path) }

    /// Joins records.
    package init(_ file: ZooFile, path: String) {
        self.path = path
        tornLine = file.tornLine
        var digests: [UTF8Key: String] = [:]
        for model in file.records.compactMap(\.model) {
            if let digest = model.sha256 { digests[model.path] = digest }
        }
        for record in file.records { add(record, digests) }
    }

    private mutating func add(_ record: ZooRecord, _ digests: [UTF8Key: String]) {
        func key(_ model: ModelIdentity) -> ModelIdentity {
            ModelIdentity(path: model.path, sha256: model.sha256 ?? digests[model.path])
        }
        switch record {
        case .result(let found):
            let (model, data) = (enter(key(found.model)), enter(data: found.data))
            results[ResultKey(model: model, data: data, stage: found.stage)] = found
        case .score(let found):
            let (model, data) = (enter(key(found.model)), enter(data: found.data))
            scores[ResultKey(model: model, data: data)] = found
        case .data(let found):
            _ = enter(data: found.data)
            facts[found.data] = found
        case .signature(let found): signatures[enter(key(found.model))] = found
        case .label(let found):
            let (model, data) = (enter(key(found.model)), enter(data: found.data))
            labels[ResultKey(model: model, data: data)] = found
        case .similarity(let found):
            similarities[[found.data, found.other].map(UTF8Key.init).sorted()] = found.value
        }
    }

    private mutating func enter(_ model: ModelIdentity) -> Int {
        guard let place = places[model.key] else {
            places[model.key] = models.count
            models.append(model)
            return models.count - 1
        }
        models[place] = model
        return place
    }

    private mutating func enter(data name: String) -> Int {
        guard let place = dataPlaces[name] else {
            dataPlaces[name] = dataSets.count
            dataSets.append(name)
            return dataSets.count - 1
        }
        return place
    }
}

extension Zoo {
    /// The place of a model, by its path or its digest.
    package func place(of name: String) -> Int? {
        places[name] ?? models.firstIndex { $0.path.isExactly(name) }
    }

    /// The place of a data set.
    package func place(ofData name: String) -> Int? { dataPlaces[name] }

    /// What a model reached on a data set: on all of it, or at a stage of a selection.
    package func accuracy(_ model: Int, _ data: Int, stage: Int? = nil) -> Double? {
        results[ResultKey(model: model, data: data, stage: stage)]?.accuracy
    }

    /// A model's score on a data set.
    package func score(_ name: String, _ model: Int, _ data: Int) -> Double? {
        scores[ResultKey(model: model, data: data)]?[name]
    }

    /// A model's signature.
    package func signature(_ model: Int) -> SignatureRecord? { signatures[model] }

    /// What a model answers to the concepts of data sets, in the order of these.
    package func labels(_ model: Int) -> [LabelRecord] {
        dataSets.indices.compactMap { labels[ResultKey(model: model, data: $0)] }
    }

    /// The similarity of two data sets where the file states it.
    package func statedSimilarity(_ data: String, _ other: String) -> Double? {
        similarities[[data, other].map(UTF8Key.init).sorted()]
    }

    /// The keys of the baseline models of the file; empty where it has none.
    package var baselines: [String] {
        let signed = models.indices.lazy.compactMap { signatures[$0]?.baselines }.first
        return signed ?? dataSets.lazy.compactMap { facts[$0]?.baselines }.first ?? []
    }

    /// Refuses baseline models that are not those of the file.
    ///
    /// - Throws: `ModelChoiceError.data`: what is measured against others does not compare.
    package func requireBaselines(_ models: [ModelIdentity]) throws(ModelChoiceError) {
        guard !models.map(\.key).elementsEqual(baselines, by: { $0.isExactly($1) }) else { return }
        let names = baselines.map { key in place(of: key).map { self.models[$0].path } ?? key }
        throw .data(
            path: path,
            reason:
                "its baseline models are \(names.joined(separator: ", ")) as they were read then, "
                + "not \(models.map(\.path).joined(separator: ", ")), and what is measured against "
                + "others does not compare; take the same, or another zoo"
        )
    }

    /// Refuses a probe that is not that of the file.
    ///
    /// - Parameters:
    ///   - digest: The probe's digest.
    ///   - images: Where it is.
    /// - Throws: `ModelChoiceError.data`: signatures of different probes do not compare.
    package func requireProbe(_ digest: String, _ images: String) throws(ModelChoiceError) {
        let known = models.indices.lazy.compactMap { signatures[$0]?.probe }.first
        guard let known, !known.isExactly(digest) else { return }
        throw .data(
            path: path,
            reason:
                "its signatures are of another probe than \(images), and do not compare; take the "
                + "same images, or another zoo"
        )
    }

    /// Refuses a file whose last line was cut short, unless it is to be repaired.
    package func requireWhole(repairing: Bool) throws(TornZooError) {
        if let tornLine, !repairing { throw TornZooError(path: path, line: tornLine) }
    }

    /// The places of the models but some, which are named by path or digest.
    ///
    /// - Throws: `ModelChoiceError.request` for a name that is not a model of the zoo.
    package func models(without names: [String]) throws(ModelChoiceError) -> [Int] {
        var left = Set<Int>()
        for name in names {
            guard let place = place(of: name) else {
                throw .request("\(path): has no model '\(name)' to leave out")
            }
            left.insert(place)
        }
        return models.indices.filter { !left.contains($0) }
    }
}

extension ZooRecord {
    fileprivate var model: ModelIdentity? {
        switch self {
        case .result(let record): record.model
        case .score(let record): record.model
        case .signature(let record): record.model
        case .label(let record): record.model
        case .data, .similarity: nil
        }
    }
}
