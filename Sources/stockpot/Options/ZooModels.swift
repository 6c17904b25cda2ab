internal import ArgumentParser
internal import Evaluation
internal import ModelChoice
internal import ModelZoo
internal import TextFormats

/// Models that are run for a zoo: each once, with what tells it from others.
struct ZooModels: ParsableArguments {
    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Models") var vision: VisionArguments
    @OptionGroup(title: "Execution") var rating: RatingArguments

    @Flag(help: "Print what would be computed, and stop.")
    var dryRun = false

    /// Loads models; a path that is named twice is loaded once.
    func load(_ paths: [String]) throws -> LoadedModels {
        let paths = paths.withoutRepeats
        var (identities, models): ([ModelIdentity], [CLIPModel]) = ([], [])
        let options = try vision.scoring(threads: rating.threadCount, pyTorch: reading.pyTorch)
        for path in paths {
            let checkpoint = try reading.open(path)
            identities.append(try ModelIdentity(checkpoint, path: path))
            models.append(try CLIPModel(checkpoint, options: options))
        }
        return LoadedModels(identities: identities, models: models)
    }

    /// Runs models over a data set.
    func rate(_ loaded: LoadedModels, on dataSet: DataSet) throws -> [RatedModel] {
        guard !loaded.models.isEmpty else { return [] }
        return zip(loaded.identities, try rating.ratings(of: loaded.models, on: dataSet))
            .map { RatedModel($0, $1) }
    }

    /// Reads a zoo, and warns of a last line that was cut short.
    func zoo(_ path: String) throws -> Zoo {
        let zoo = try Zoo(path)
        if let line = zoo.tornLine {
            rating.warn(["\(path):\(line): the last line was cut short and is left out"])
        }
        return zoo
    }
}

/// Models in memory.
struct LoadedModels {
    let identities: [ModelIdentity]
    let models: [CLIPModel]

    /// The models of some paths.
    func taking(_ paths: [String]) -> LoadedModels {
        let chosen = identities.indices.filter { paths.containsExactly(identities[$0].path) }
        return LoadedModels(
            identities: chosen.map { identities[$0] },
            models: chosen.map { models[$0] }
        )
    }

    /// The models of some places.
    func taking(_ places: [Int]) -> LoadedModels {
        LoadedModels(
            identities: places.map { identities[$0] },
            models: places.map { models[$0] }
        )
    }

    /// What the models of some paths made of images, in the order of these paths.
    static func taking(_ paths: [String], of rated: [RatedModel]) -> [RatedModel] {
        paths.compactMap { path in rated.first { $0.model.path.isExactly(path) } }
    }
}
