internal import Checkpoints
internal import SystemFiles
internal import TextFormats

/// What `adapter_config.json` says of an adapter, as Hugging Face's peft writes it.
///
/// Only plain low-rank adapters are read: what changes their meaning is refused by its key.
struct AdapterConfiguration: Sendable {
    /// The name of the file.
    static let fileName = "adapter_config.json"

    /// Rank and factor of modules that no pattern names.
    private let (rank, alpha): (Int, Double)
    private let usesRootOfRank: Bool
    private let rankPattern: [(key: String, value: Double)]
    private let alphaPattern: [(key: String, value: Double)]
    private let path: String

    /// Reads a file.
    ///
    /// - Throws: `CheckpointError` for what is not an object with `r`, and for kinds of adapters that are
    ///   not read.
    init(_ path: String) throws(CheckpointError) {
        self.path = path
        let limit = CheckpointLimits.standard.configurationByteCount
        let bytes = try rethrowing(FileContents.read(path, limit: Int(limit)))
        let value = try CheckpointError.readingJSON(in: path) { () throws(JSONError) in
            try JSONValue(bytes, "the configuration")
        }
        func failure(_ message: String) -> CheckpointError {
            CheckpointError(.unsupported, path, message)
        }
        guard let members = value.members else {
            throw CheckpointError(.malformed, path, "is not a JSON object")
        }
        func member(_ key: String) -> JSONValue? {
            members.first { $0.key.isExactly(key) }.map(\.value)
        }
        let kind = member("peft_type")?.string ?? "nothing"
        guard kind.isExactly("LORA") else {
            throw failure("peft_type is \(PrintableText.quoted(kind)); only LORA is read")
        }
        for key in ["use_dora", "fan_in_fan_out", "use_qalora"] where member(key) == .boolean(true)
        {
            throw failure("\(key) is true, which is not read")
        }
        for key in Self.refused {
            guard let found = member(key), found != .null, found != .boolean(false),
                found != .object([]), found != .array([])
            else { continue }
            throw failure("\(key) is given, which is not read")
        }
        guard let r = member("r")?.number, r >= 1, r <= 65_536, r == r.rounded() else {
            throw CheckpointError(.malformed, path, "r is not a positive whole number")
        }
        rank = Int(r)
        alpha = member("lora_alpha")?.number ?? 8
        usesRootOfRank = member("use_rslora") == .boolean(true)
        rankPattern = try Self.pattern(member("rank_pattern"), "rank_pattern", path)
        alphaPattern = try Self.pattern(member("alpha_pattern"), "alpha_pattern", path)
    }

    /// Keys that change what an adapter's tensors mean.
    private static let refused = [
        "alora_invocation_tokens", "corda_config", "eva_config", "layer_replication",
        "megatron_config",
        "target_parameters", "trainable_token_indices",
    ]

    private static func pattern(
        _ value: JSONValue?,
        _ key: String,
        _ path: String
    ) throws(CheckpointError) -> [(key: String, value: Double)] {
        var entries: [(key: String, value: Double)] = []
        for member in value?.members ?? [] {
            // peft takes keys for regular expressions; a dot in a name is one of these too.
            let isPlain = member.key.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || byte == 0x2E || byte == 0x5F
            }
            guard isPlain, let number = member.value.number, number > 0 else {
                throw CheckpointError(
                    .unsupported,
                    path,
                    "\(key): \(PrintableText.quoted(member.key)) is not the name of a module with a "
                        + "positive number"
                )
            }
            entries.append((member.key, number))
        }
        return entries
    }

    /// The rank of a module.
    func rank(of module: String) -> Int {
        Self.value(rankPattern, module).map { Int($0) } ?? rank
    }

    /// What the product of a module's matrices is multiplied by: `alpha / r`, or `alpha / √r` with
    /// `use_rslora`.
    func scale(of module: String) -> Double {
        let (alpha, rank) = (
            Self.value(alphaPattern, module) ?? alpha, Double(rank(of: module))
        )
        return alpha / (usesRootOfRank ? rank.squareRoot() : rank)
    }

    /// The value of the first key that is the module's name, or its end behind a dot.
    private static func value(_ entries: [(key: String, value: Double)], _ module: String)
        -> Double?
    {
        entries.first { module.isExactly($0.key) || module.hasSuffix("." + $0.key) }?.value
    }
}
