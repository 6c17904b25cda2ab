internal import TextFormats

/// One thing that is known about a model, and from where.
public struct ModelFact: Sendable, Hashable {
    /// What is known.
    public enum Name: String, Sendable, CaseIterable {
        case width
        case blocks
        case heads
        case textHeads = "text_heads"
        case hiddenWidth = "hidden_width"
        case patchSize = "patch_size"
        case imageSize = "image_size"
        case outputWidth = "output_width"
        case classes
        case activation
        case epsilon = "layer_norm_epsilon"
        case layerScale = "layer_scale"
        case pooling
        case finalNorm = "final_norm"
        case headInput = "head_input"
        case resize
        case interpolation
        case crop
        case rescale
        case mean
        case deviation = "std"
    }

    /// Where a fact comes from.
    public enum Source: Sendable, Hashable {
        /// The user said so.
        case option
        /// Names and shapes of the tensors.
        case tensors
        /// A key of a configuration file, or of the metadata of the weights' file.
        case key(String, path: String)
        /// The file of preprocessing does not say, and this is the default of who wrote it.
        case usual(path: String)
        /// Nothing says so: it is what OpenAI's CLIP has.
        case assumption
    }

    /// What is known.
    public let name: Name
    /// The value as text.
    public let value: String
    /// Where it comes from.
    public let source: Source

    /// States a fact.
    public init(_ name: Name, _ value: String, _ source: Source) {
        self.name = name
        self.value = value
        self.source = source
    }

    /// Whether nothing states it although models differ in it.
    public var isAssumed: Bool { source == .assumption }
}

extension ModelFact.Source: CustomStringConvertible {
    /// The source in a few words.
    public var description: String {
        switch self {
        case .option: "option"
        case .tensors: "tensors"
        case .key(let key, let path): "\(key) in \(Self.name(of: path))"
        case .usual(let path): "default of \(Self.name(of: path))"
        case .assumption: "assumption"
        }
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
