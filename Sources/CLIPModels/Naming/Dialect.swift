/// The schemes by which CLIP implementations name their tensors.
public enum Dialect: String, Sendable, CaseIterable {
    /// The names of OpenAI's CLIP, which open_clip and the fine-tuning projects share.
    case openAI
    /// The names of Hugging Face transformers.
    case huggingFace
    /// None of the known schemes, or a mixture of them.
    case unknown
}

extension Dialect: CustomStringConvertible {
    /// The scheme's name as people write it.
    public var description: String {
        switch self {
        case .openAI: "OpenAI/open_clip"
        case .huggingFace: "Hugging Face"
        case .unknown: "unknown"
        }
    }
}

extension Dialect {
    /// The scheme's name on the command line, or nil for the unknown one.
    public var optionName: String? {
        switch self {
        case .openAI: "openai"
        case .huggingFace: "huggingface"
        case .unknown: nil
        }
    }

    /// What fine-tuning projects put before the names of a scheme.
    package static let prefixes = ["", "model.", "image_encoder.model."]

    /// Recognises the scheme of tensor names, and the prefix that stands before them.
    ///
    /// Prefixes count as whole path components; `module.` counts only when all names have it.
    ///
    /// - Complexity: O(total length of the names).
    public static func recognise(names: some Sequence<String>) -> DialectFinding {
        let names = Array(names)
        let wraps = !names.isEmpty && names.allSatisfy { $0.utf8.starts(with: "module.".utf8) }
        let outer = wraps ? "module." : ""
        let prefixes = prefixes.map { outer + $0 }
        var findings: Set<DialectFinding> = []
        for name in names {
            for prefix in prefixes where name.utf8.starts(with: prefix.utf8) {
                let rest = name.utf8.dropFirst(prefix.utf8.count)
                if let dialect = dialect(of: rest) {
                    findings.insert(DialectFinding(dialect: dialect, prefix: prefix))
                }
            }
        }
        let unknown = DialectFinding(dialect: .unknown, prefix: outer)
        return findings.count == 1 ? findings.first ?? unknown : unknown
    }

    private static func dialect(of name: Substring.UTF8View) -> Dialect? {
        markers.first { name.starts(with: $0.component.utf8) }?.dialect
    }

    // Each marker ends where a path component ends. Names that both schemes have, such as
    // `logit_scale`, decide nothing.
    private static let markers: [(component: String, dialect: Dialect)] = [
        ("visual.conv1.", .openAI),
        ("visual.transformer.resblocks.", .openAI),
        ("visual.trunk.", .openAI),
        ("vision_model.", .huggingFace),
        ("text_model.", .huggingFace),
        ("visual_projection.", .huggingFace),
    ]
}
