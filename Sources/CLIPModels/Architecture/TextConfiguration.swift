internal import Checkpoints
internal import SystemFiles
internal import TextFormats

/// What the configuration next to the weights, or their own metadata, say about a text tower, and what
/// a configuration's readers take for granted where it is silent; nil where nothing is said.
struct TextConfiguration {
    private(set) var headCount: Int?
    private(set) var activation: ActivationFunction?
    private(set) var layerNormEpsilon: Double?

    /// Reads the configuration.
    ///
    /// - Throws: `CheckpointError` when the file cannot be read, is no JSON, or says something of the
    ///   text tower that no tower can be.
    init(beside checkpoint: Checkpoint, limits: CheckpointLimits) throws(CheckpointError) {
        let names = ["open_clip_config.json", "config.json"]
        for name in checkpoint.dialect == .openAI ? names : names.reversed() {
            let found = try VisionConfiguration.file(name, besides: checkpoint, limits: limits)
            guard let (bytes, path) = found else { continue }
            let root = try CheckpointError.readingJSON(in: path) { () throws(JSONError) in
                try JSONValue(bytes, "the configuration", limits: limits.ofJSON)
            }
            try take(root, path)
            return
        }
        // A single file that this program wrote says it itself.
        let recorded = checkpoint.metadata[VisionRecord.key(of: .textHeads)].flatMap { Int($0) }
        headCount = recorded.flatMap { (1...1 << 20).contains($0) ? $0 : nil }
    }

    private mutating func take(_ root: JSONValue, _ path: String) throws(CheckpointError) {
        let model = root["model_cfg"] ?? root
        let text = model["text_config"] ?? model["text_cfg"]
        guard let text else { return }
        let heads = text["num_attention_heads"] ?? text["heads"]
        // Both transformers and open_clip have 8 where nothing is said.
        let count = heads?.number ?? 8
        guard let number = Int(exactly: count), (1...1 << 20).contains(number) else {
            throw CheckpointError(.malformed, path, "the text tower's number of heads is \(count)")
        }
        headCount = number
        if let name = text["hidden_act"]?.string {
            activation = ActivationFunction.allCases.first { $0.configurationName.isExactly(name) }
            guard activation != nil else {
                let quoted = PrintableText.quoted(name)
                let message = "the text tower's hidden_act \(quoted) is not implemented"
                throw CheckpointError(.malformed, path, message)
            }
        } else if model["text_config"] != nil {
            activation = .quickGELU
        }
        layerNormEpsilon = (text["layer_norm_eps"] ?? text["norm_kwargs"]?["eps"])?.number
    }
}

extension JSONValue {
    /// The value of a member; nil where there is none, or null.
    fileprivate subscript(name: String) -> JSONValue? {
        guard let found = members?.first(where: { $0.key.isExactly(name) })?.value, found != .null
        else { return nil }
        return found
    }
}
