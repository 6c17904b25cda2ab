internal import Checkpoints
internal import TextFormats

/// What is said about a checkpoint's vision tower, and by whom: the configuration next to the
/// weights, and where it is silent their own metadata.
struct KnownConfiguration {
    private(set) var configuration = VisionConfiguration()
    /// The path of the configuration; that of the weights where there is none.
    private(set) var path: String
    private var sources: [ModelFact.Name: ModelFact.Source] = [:]

    /// Nothing is said.
    init(path: String) { self.path = path }

    /// Reads the configuration and the metadata.
    ///
    /// - Throws: `CheckpointError` when they say something that cannot be, or is not implemented.
    init(of checkpoint: Checkpoint, limits: CheckpointLimits) throws(CheckpointError) {
        path = checkpoint.path
        if let file = try VisionConfiguration.beside(checkpoint, limits: limits) {
            (configuration, path) = file
        }
        // A configuration that describes the tower leaves out what is usual for who reads it.
        if configuration.width != nil || !configuration.keys.isEmpty {
            for name in [ModelFact.Name.activation, .epsilon, .pooling, .finalNorm] {
                sources[name] = .usual(path: path)
            }
        }
        if VisionRecord.isPresent(in: checkpoint) {
            for name in [ModelFact.Name.epsilon, .pooling, .finalNorm] where sources[name] == nil {
                sources[name] = .usual(path: checkpoint.path)
            }
        }
        for (name, key) in configuration.keys { sources[name] = .key(key, path: path) }
        // The blocks of an assembly are not those of the checkpoint with the configuration.
        if checkpoint.isAssembled { configuration.blockCount = nil }
        try complete(by: VisionRecord(of: checkpoint).vision, checkpoint.path)
    }

    private mutating func complete(by record: VisionConfiguration, _ path: String) {
        if configuration.headWidth == nil {
            complete(\.headCount, by: record, .heads, path)
        }
        complete(\.activation, by: record, .activation, path)
        complete(\.layerNormEpsilon, by: record, .epsilon, path)
        complete(\.pooling, by: record, .pooling, path)
        complete(\.normalisesAfterPooling, by: record, .finalNorm, path)
    }

    /// Takes from the metadata what the configuration leaves open.
    private mutating func complete<Value>(
        _ value: WritableKeyPath<VisionConfiguration, Value?>,
        by record: VisionConfiguration,
        _ name: ModelFact.Name,
        _ path: String
    ) {
        guard configuration[keyPath: value] == nil, let said = record[keyPath: value] else {
            return
        }
        configuration[keyPath: value] = said
        sources[name] = .key(VisionRecord.key(of: name), path: path)
    }

    /// The path of what says the number of heads.
    var headsPath: String {
        if case .key(_, let path) = sources[.heads] { path } else { path }
    }

    /// The keys of the configuration whose meaning is not known, each with the file.
    var unknownKeys: [String] {
        configuration.unknownKeys.map {
            "\(PrintableText.escaped(path)): key \(PrintableText.quoted($0))"
        }
    }
}

// MARK: - Facts

extension KnownConfiguration {
    /// What is known of a tower.
    func facts(
        _ tower: VisionArchitecture,
        _ activation: ActivationFunction,
        _ choices: ModelChoices
    ) -> [ModelFact] {
        func said(_ name: ModelFact.Name, _ value: String, _ isChosen: Bool = false) -> ModelFact {
            ModelFact(name, value, isChosen ? .option : sources[name] ?? .assumption)
        }
        func seen(_ name: ModelFact.Name, _ value: String) -> ModelFact {
            ModelFact(name, value, .tensors)
        }
        let isImageClassifier = tower.headInput == .features
        let pooling = [
            (ModelFact.Name.pooling, tower.pooling.rawValue),
            (.finalNorm, tower.finalNorm.rawValue),
        ].map { isImageClassifier ? seen($0, $1) : said($0, $1) }
        let sizes = [
            seen(.width, "\(tower.width)"), seen(.blocks, "\(tower.blockCount)"),
            seen(.hiddenWidth, "\(tower.hiddenWidth)"), seen(.patchSize, "\(tower.patchSize)"),
            ModelFact(
                .imageSize,
                "\(tower.imageSize)",
                choices.imageSize == nil ? .tensors : .option
            ),
            seen(.outputWidth, "\(tower.outputWidth)"),
            seen(.layerScale, tower.hasLayerScale ? "yes" : "no"),
            seen(.headInput, tower.headInput.rawValue),
        ]
        let classes = tower.classCount.map { [seen(.classes, "\($0)")] } ?? []
        return sizes + classes + [
            said(.heads, "\(tower.headCount)", choices.headCount != nil),
            said(.activation, activation.rawValue, choices.activation != nil),
            said(.epsilon, "\(tower.layerNormEpsilon)"),
        ] + pooling
    }

    /// What is said and not seen in tensors: by these facts models of equal shapes differ.
    var statements: [ModelFact] {
        let values: [(ModelFact.Name, String?)] = [
            (.heads, headCount), (.activation, configuration.activation?.rawValue),
            (.epsilon, configuration.layerNormEpsilon.map { "\($0)" }),
            (.pooling, configuration.pooling?.rawValue),
            (.finalNorm, configuration.normalisesAfterPooling.map { $0 ? "after" : "before" }),
        ]
        return values.compactMap { name, value in
            value.map { ModelFact(name, $0, sources[name] ?? .assumption) }
        }
    }

    private var headCount: String? {
        if let count = configuration.headCount { return "\(count)" }
        guard let part = configuration.headWidth, let width = configuration.width else {
            return nil
        }
        return "\(width / part)"
    }
}
