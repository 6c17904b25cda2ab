internal import Checkpoints
internal import CLIPModels
internal import EvaluationResults
internal import Soups
internal import SystemFiles
internal import TextFormats

extension EvaluatorOptions {
    /// On what held-out accuracies are measured, and how, for a log that serves later runs.
    ///
    /// - Parameters:
    ///   - heldOut: The held-out images.
    ///   - opening: How the models are opened.
    ///   - imageCount: Their number, where it is known.
    /// - Returns: Members that are equal where accuracies can be compared.
    func conditions(
        _ heldOut: DataSetFolder,
        opening: ReadingOptions,
        imageCount: Int?
    ) -> [JSONMember] {
        let labels = reading.labels.first { $0.name.isExactly(heldOut.name) }?.path
        let file = heldOut.path.hasSuffix(".safetensors") ? heldOut.path : nil
        let members: [(String, JSONValue?)] = [
            ("held_out", .string(FileSystem.absolute(heldOut.path))),
            ("images", imageCount.map { .number(Double($0)) }),
            ("held_out_file", file.map { .array([Self.fingerprint(of: $0)]) }),
            ("labels", labels.map(Self.fingerprint)),
            ("limit", reading.limit.map { .number(Double($0)) }),
            ("objectnet_crop", reading.objectnetCrop ? .boolean(true) : nil),
            ("state_dict", opening.pyTorch.stateDictionary.map(JSONValue.string)),
            (
                "strip_prefix",
                opening.strippedPrefixes.isEmpty
                    ? nil : .array(opening.strippedPrefixes.map(JSONValue.string))
            ),
            ("evaluator", evaluator.map(JSONValue.string)),
            ("activation", vision.tower.activation.map { .string($0.rawValue) }),
            ("heads", vision.tower.heads.map { .number(Double($0)) }),
            ("head", vision.head.first.map(Self.fingerprint)),
            ("image_size", vision.tower.imageSize.map { .number(Double($0)) }),
            ("crop", vision.tower.crop.map { .string($0.rawValue) }),
        ]
        return members.compactMap { key, value in value.map { JSONMember(key, $0) } }
    }

    /// What tells a model's files from others of its name: sizes and times of the weights, and of
    /// the configurations by which they are run.
    static func files(of model: CheckpointInput) throws -> JSONValue {
        let checkpoint = try model.openModel()
        let configurations = checkpoint.companionFiles.filter { $0.hasSuffix("config.json") }
        return .array((checkpoint.files + configurations).map(fingerprint))
    }

    /// A file's name, size and time; its path alone where it cannot be examined.
    static func fingerprint(of path: String) -> JSONValue {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let found = try? FileFingerprint.of(path) else { return .string(name) }
        return .object([
            JSONMember("name", .string(name)),
            JSONMember("bytes", .number(Double(found.bytes))),
            // Nanoseconds need more digits than a number of JSON has.
            JSONMember("modified", .string(String(found.modified))),
        ])
    }
}
