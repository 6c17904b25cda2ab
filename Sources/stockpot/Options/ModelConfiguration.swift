internal import CLIPVision
internal import Checkpoints
internal import FoundationEssentials

/// What a model's configuration file says that its tensors do not.
struct ModelConfiguration {
    private(set) var activation: Activation?
    private(set) var headCount: Int?

    /// Reads the configuration beside the weights, in the layout that the tensors' names belong to:
    /// `config.json` for Hugging Face, `open_clip_config.json` for all others.
    ///
    /// - Throws: `ModelConfigurationError` when there is one that cannot be understood.
    static func of(_ checkpoint: Checkpoint) throws(ModelConfigurationError) -> ModelConfiguration {
        let isHuggingFace = checkpoint.dialect == .huggingFace
        let folder = URL(filePath: checkpoint.files[0]).deletingLastPathComponent()
        let name = isHuggingFace ? "config.json" : "open_clip_config.json"
        let path = folder.appending(path: name).path
        guard let data = FileManager.default.contents(atPath: path) else {
            return ModelConfiguration()
        }
        let decoder = JSONDecoder()
        if isHuggingFace, let file = try? decoder.decode(TransformersFile.self, from: data) {
            return try ModelConfiguration(file, path: path)
        }
        if !isHuggingFace, let file = try? decoder.decode(OpenCLIPFile.self, from: data) {
            return ModelConfiguration(file)
        }
        throw ModelConfigurationError(
            path: path,
            reason: "is not the configuration of a CLIP model"
        )
    }

    private init() {}

    private init(_ file: TransformersFile, path: String) throws(ModelConfigurationError) {
        let vision = file.vision_config ?? file.own
        switch vision.hidden_act ?? "quick_gelu" {
        case "quick_gelu": activation = .quickGELU
        case "gelu": activation = .gelu
        case let other:
            let reason = "the activation '\(other)' is not computed; --activation chooses one"
            throw ModelConfigurationError(path: path, reason: reason)
        }
        headCount = vision.num_attention_heads
    }

    private init(_ file: OpenCLIPFile) {
        activation = file.model_cfg.quick_gelu == true ? .quickGELU : .gelu
        let vision = file.model_cfg.vision_cfg
        headCount = vision.head_width.flatMap { $0 > 0 ? vision.width / $0 : nil }
    }
}

/// A configuration file that cannot be understood.
struct ModelConfigurationError: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "\(path): \(reason)" }
}

/// The part that is needed of a configuration in the layout of transformers.
private struct TransformersFile: Decodable {
    struct Vision: Decodable {
        let hidden_act: String?
        let num_attention_heads: Int?
    }

    /// The tower's part of a whole model; a tower alone has its values outside.
    let vision_config: Vision?
    let own: Vision

    private enum Keys: String, CodingKey { case vision_config }

    init(from decoder: any Decoder) throws {
        own = try Vision(from: decoder)
        vision_config = try decoder.container(keyedBy: Keys.self)
            .decodeIfPresent(Vision.self, forKey: .vision_config)
    }
}

/// The part that is needed of a configuration in the layout of open_clip.
private struct OpenCLIPFile: Decodable {
    struct Model: Decodable {
        let quick_gelu: Bool?
        let vision_cfg: Vision
    }

    struct Vision: Decodable {
        let width: Int
        let head_width: Int?
    }

    let model_cfg: Model
}
