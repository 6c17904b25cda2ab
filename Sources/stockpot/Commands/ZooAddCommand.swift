internal import ArgumentParser
internal import Evaluation
internal import EvaluationResults
internal import ModelChoice
internal import ModelZoo
internal import SystemFiles
internal import TextFormats

struct ZooAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract:
            "Adds what is known of models to a zoo: accuracies, and what baselines tell of them.",
        discussion: """
            Models are run on the data sets, and their accuracies are recorded. With --baseline the \
            data sets are described by the baselines' features, and with --probe each model by how \
            well its features predict the baselines' on a fixed set of images without labels: its \
            signature depends on no other model. Signatures tell families apart, not siblings, and \
            need a baseline of each family. The zoo is a file of JSON lines, \
            and lines are only ever added. Example:

              stockpot zoo add zoo.jsonl model_0 model_1 --data clean=images/clean
            """
    )

    @Argument(help: "The zoo; it is made if it does not exist.", completion: .file())
    var zoo: String

    @Argument(help: "The models.", completion: .file())
    var models: [String] = []

    @Option(help: .value("name=path", "A data set, as for evaluate; may be repeated."))
    var data: [NamedPath] = []

    @OptionGroup(title: "Data sets") var sets: DataSetReading
    @OptionGroup(title: "Baselines") var baselines: BaselineOptions

    @Option(
        help: .value(
            "path",
            "Images for signatures, of any kind; use the same ones for all models of a zoo."
        ),
        completion: .file()
    )
    var probe: String?

    @Option(
        help: .value(
            "file.jsonl",
            "Add the accuracies of this file, as evaluate --jsonl writes it."
        ),
        completion: .file()
    )
    var results: String?

    @OptionGroup var running: ZooModels

    @Flag(help: "Remove the last line if it was cut short while being written.")
    var repair = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard models.withoutRepeats.count == models.count else {
            throw ValidationError("a model is named twice")
        }
        try NamedPath.requireDistinct(data, "--data")
        try sets.requireDataSets(data.map(\.name))
        let adds = !data.isEmpty || probe != nil
        guard adds || results != nil || repair else {
            throw ValidationError("give --data NAME=PATH, --probe PATH or --results FILE")
        }
        guard adds || models.isEmpty else {
            throw ValidationError("models need --data NAME=PATH or --probe PATH")
        }
        guard adds || baselines.baseline.isEmpty else {
            throw ValidationError("--baseline: needs --data NAME=PATH or --probe PATH")
        }
        guard data.isEmpty || !models.isEmpty || !baselines.baseline.isEmpty else {
            throw ValidationError("give at least one model")
        }
    }

    func run() throws {
        let known = try knownZoo()
        let paths = baselines.paths(known)
        guard probe == nil || !paths.isEmpty else {
            throw ValidationError("--probe: needs --baseline MODEL")
        }
        var records = try importedRecords()
        let isRun = !data.isEmpty || probe != nil
        let loaded = try running.load(isRun ? models + paths : [])
        try baselines.check(known, loaded.taking(paths).identities)
        let dataSets = try data.map { try sets.dataSet($0.name, at: $0.path) }
        let probeSet = try probe.map(self.probeSet)
        if running.dryRun {
            let all = dataSets + [probeSet].compactMap(\.self)
            return try StandardOutput.print(ScoreText.plan(loaded.models, all))
        }
        for set in dataSets {
            running.rating.warn(set.notes)
            records += try self.records(loaded, paths, set)
        }
        if let probe, let probeSet {
            records += try signatures(loaded, paths, probeSet, at: probe, known)
        }
        try ZooFile.append(records, to: zoo, repairing: repair)
        let summary = ZooAdditions(zoo: zoo, records)
        try StandardOutput.print(json ? try JSONText.text(summary) : summary.text)
    }

    /// What is there already; whatever is wrong with it is told before any model is run.
    private func knownZoo() throws -> Zoo? {
        guard FileSystem.exists(zoo) else { return nil }
        let known = try Zoo(zoo)
        try known.requireWhole(repairing: repair)
        return known
    }

    private func importedRecords() throws -> [ZooRecord] {
        guard let results else { return [] }
        let file = try EvaluationResultFile.read(results)
        let found = AccuracyRecord.records(of: file.results)
        let curve = found.curvePoints
        running.rating.warn(
            file.warnings
                + (curve > 0 ? ["\(results): \(curve) points of a WiSE-FT curve are left out"] : [])
        )
        return found.records.map { .result($0) }
    }

    private func records(
        _ loaded: LoadedModels,
        _ baselines: [String],
        _ set: DataSet
    ) throws -> [ZooRecord] {
        let rated = try running.rate(loaded, on: set)
        var records: [ZooRecord] = []
        for model in LoadedModels.taking(models, of: rated) {
            guard model.ratings.classCount > 0, set.isRated(byClassCount: model.ratings.classCount)
            else {
                running.rating.warn([
                    "\(model.model.path): its \(model.ratings.classCount) classes are not those of "
                        + "\(set.name): no accuracy is recorded"
                ])
                continue
            }
            records.append(.result(try AccuracyRecord(model, set)))
        }
        let own = LoadedModels.taking(baselines, of: rated)
        if !own.isEmpty { records.append(.data(try BaselineFeatures(own, of: set).record)) }
        return records
    }

    private func probeSet(_ path: String) throws -> DataSet {
        var request = DataSetRequest(name: "probe", path: path)
        request.needsLabels = false
        request.limit = sets.limit
        return try DataSet(request)
    }

    private func signatures(
        _ loaded: LoadedModels,
        _ baselines: [String],
        _ set: DataSet,
        at path: String,
        _ known: Zoo?
    ) throws -> [ZooRecord] {
        let digest = try ProbeIdentity.digest(of: set, at: path)
        try known?.requireProbe(digest, path)
        let rated = try running.rate(loaded, on: set)
        let own = LoadedModels.taking(baselines, of: rated)
        let features = try BaselineFeatures(own, of: set)
        return try rated.map { .signature(try features.signature(of: $0, probe: digest)) }
    }
}
