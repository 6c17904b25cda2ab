package import Calibration
package import EvaluationResults
internal import TextFormats

/// How a model, or several together, answered: accuracy and calibration on every data set.
package struct CalibrationRecord: Sendable {
    /// The figures of a data set.
    package struct DataSet: Sendable {
        /// The data set.
        package let name: String
        /// As the logits are.
        package let figures: CalibrationFigures
        /// At the temperature, where there is one.
        package let calibrated: CalibrationFigures?
    }

    /// The model, or what results call several.
    package let model: String
    /// The members of an ensemble; nil for a single model.
    package let members: [String]?
    /// What was averaged; nil for a single model.
    package let averaging: EnsembleAveraging?
    /// The temperature and the data set on which it was found.
    package let temperature: (fit: TemperatureFit, dataSet: String)?
    /// The figures, in the order of the data sets.
    package let dataSets: [DataSet]

    /// Measures a model or an ensemble.
    ///
    /// - Parameters:
    ///   - places: The places of the members.
    ///   - names: What results call the models.
    ///   - sets: The data sets that are reported.
    ///   - averaging: What is averaged.
    ///   - source: Where the temperature is found; nil for none.
    /// - Throws: `ModelChoiceError.request` when the temperature's images are among those that are reported;
    ///   what reading throws.
    /// - Complexity: Reads every member's logits once for each data set.
    package init(
        _ places: [Int],
        names: [String],
        on sets: [PredictedLogits],
        averaging: EnsembleAveraging,
        temperatureFrom source: PredictedLogits?
    ) throws {
        let isSingle = places.count == 1
        let members = places.map { names[$0] }
        model = isSingle ? members[0] : "ensemble of " + members.joined(separator: " + ")
        self.members = isSingle ? nil : members
        self.averaging = isSingle ? nil : averaging
        let fit = try source.map { source in
            TemperatureFit(try source.mean(of: places, averaging), labels: source.labels)
        }
        temperature = fit.flatMap { fit in source.map { (fit, $0.dataSet) } }
        dataSets = try sets.map { set in
            if let source { try Self.refuse(source, on: set) }
            let rows = try set.mean(of: places, averaging)
            return DataSet(
                name: set.dataSet,
                figures: CalibrationFigures(rows, labels: set.labels),
                calibrated: fit.map {
                    CalibrationFigures(rows, labels: set.labels, temperature: $0.temperature)
                }
            )
        }
    }

    /// A temperature that was found on the images of a result makes that result look better than it is.
    private static func refuse(_ source: PredictedLogits, on set: PredictedLogits) throws {
        guard try source.hasImages(of: set) else { return }
        let name =
            source.dataSet.isExactly(set.dataSet)
            ? "" : " (the same images as \(source.dataSet))"
        throw ModelChoiceError.request(
            "\(set.dataSet)\(name): is reported, so that no temperature may be found on it; "
                + "find it on held-out images"
        )
    }
}

extension CalibrationRecord {
    /// The record as a row of a results file.
    package var result: EvaluationResult {
        let counts = dataSets.map { JSONMember($0.name, .number(Double($0.figures.images))) }
        let figures = dataSets.map { JSONMember($0.name, .object($0.members)) }
        var details = [
            JSONMember("n_images", .object(counts)), JSONMember("calibration", .object(figures)),
        ]
        if let temperature {
            details.append(JSONMember("temperature", .number(temperature.fit.temperature)))
            details.append(JSONMember("temperature_from", .string(temperature.dataSet)))
        }
        if let members {
            details.append(JSONMember("members", .array(members.map(JSONValue.string))))
        }
        if let averaging { details.append(JSONMember("average", .string(averaging.rawValue))) }
        return EvaluationResult(
            modelName: model,
            accuracies: dataSets.map { .init($0.name, $0.figures.top1) },
            details: details
        )
    }
}

extension CalibrationRecord: Encodable {
    private enum CodingKeys: String, CodingKey {
        case model, members, average, temperature
        case temperatureFrom = "temperature_from"
        case temperatureAtBound = "temperature_at_bound"
        case dataSets = "datasets"
    }

    /// Writes it with the keys of an evaluation.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(model, forKey: .model)
        try container.encodeIfPresent(members, forKey: .members)
        try container.encodeIfPresent(averaging?.rawValue, forKey: .average)
        try container.encodeIfPresent(temperature?.fit.temperature, forKey: .temperature)
        try container.encodeIfPresent(temperature?.dataSet, forKey: .temperatureFrom)
        try container.encodeIfPresent(temperature?.fit.isAtBound, forKey: .temperatureAtBound)
        try container.encode(dataSets, forKey: .dataSets)
    }
}

extension CalibrationRecord.DataSet: Encodable {
    private enum CodingKeys: String, CodingKey {
        case name, images, correct, top1, nll, ece, brier, calibrated
    }

    /// Writes the figures, fractions as fractions.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(figures.images, forKey: .images)
        try container.encode(figures.correct, forKey: .correct)
        try container.encode(figures.top1, forKey: .top1)
        try Self.encode(figures, in: &container)
        guard let calibrated else { return }
        var own = container.nestedContainer(keyedBy: CodingKeys.self, forKey: .calibrated)
        try Self.encode(calibrated, in: &own)
    }

    private static func encode(
        _ figures: CalibrationFigures,
        in container: inout KeyedEncodingContainer<CodingKeys>
    ) throws {
        try container.encode(figures.nll, forKey: .nll)
        try container.encode(figures.ece, forKey: .ece)
        try container.encode(figures.brier, forKey: .brier)
    }

    /// The figures as a row of a results file has them.
    fileprivate var members: [JSONMember] {
        func members(_ figures: CalibrationFigures) -> [JSONMember] {
            [
                JSONMember("nll", .number(figures.nll)), JSONMember("ece", .number(figures.ece)),
                JSONMember("brier", .number(figures.brier)),
            ]
        }
        return members(figures)
            + (calibrated.map { [JSONMember("calibrated", .object(members($0)))] } ?? [])
    }
}
