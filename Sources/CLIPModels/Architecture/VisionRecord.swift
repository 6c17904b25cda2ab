public import Checkpoints
internal import SystemFiles
internal import TextFormats

/// What metadata say about a vision tower because its tensors do not: the number of attention heads
/// and the activation function.
///
/// Outputs of this program bear it, so that a single file can be run like the folder it came from.
struct VisionRecord {
    let headCount: Int?
    let activation: ActivationFunction?

    private static let (headsKey, activationKey) = ("stockpot.heads", "stockpot.activation")

    /// Reads what a checkpoint's metadata say.
    ///
    /// - Throws: `CheckpointError` with the code `malformed` for a value that cannot be.
    init(of checkpoint: Checkpoint) throws(CheckpointError) {
        func failure(_ key: String, _ text: String, _ wanted: String) -> CheckpointError {
            let message =
                "\(key) in the metadata is \(PrintableText.quoted(text)); expected \(wanted)"
            return CheckpointError(.malformed, checkpoint.path, message)
        }
        let (heads, name) = (
            checkpoint.metadata[Self.headsKey], checkpoint.metadata[Self.activationKey]
        )
        headCount = heads.flatMap { Int($0) }
        if let heads, !(1...1 << 20).contains(headCount ?? 0) {
            throw failure(Self.headsKey, heads, "a number from 1 on")
        }
        activation = name.flatMap { ActivationFunction(rawValue: $0) }
        if let name, activation == nil {
            let names = ActivationFunction.allCases.map(\.rawValue).joined(separator: " or ")
            throw failure(Self.activationKey, name, names)
        }
    }

    init(headCount: Int?, activation: ActivationFunction?) {
        self.headCount = headCount
        self.activation = activation
    }

    /// The record as it stands in metadata.
    var metadata: [String: String] {
        var metadata: [String: String] = [:]
        metadata[Self.headsKey] = headCount.map(String.init)
        metadata[Self.activationKey] = activation?.rawValue
        return metadata
    }
}

extension Checkpoint {
    /// Metadata for a copy of this checkpoint's vision tower: what the configuration beside the
    /// weights, or its own metadata, say and the tensors do not.
    ///
    /// - Parameters:
    ///   - headCount: The number of heads, where the user knows better.
    ///   - activation: The activation function, where the user knows better.
    /// - Returns: What is known; of a configuration that contradicts the tensors no heads, and of a
    ///   checkpoint of unknown dialect nothing.
    /// - Complexity: O(total length of the names); reads no data.
    public func visionMetadata(
        headCount: Int? = nil,
        activation: ActivationFunction? = nil
    ) -> [String: String] {
        guard dialect != .unknown else { return [:] }
        let known = try? VisionConfiguration.known(of: self, limits: .standard).configuration
        let isTold = (headCount ?? known?.headCount ?? known?.headWidth) != nil
        let architecture = isTold ? try? VisionArchitecture(of: self, headCount: headCount) : nil
        return VisionRecord(
            headCount: architecture?.headCount,
            activation: activation ?? known?.activation
        ).metadata
    }
}
