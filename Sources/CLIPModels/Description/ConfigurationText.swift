package import Checkpoints
package import Tensors
internal import TextFormats

/// The configurations by which other programs build a model for weights.
///
/// Nothing in them is invented: what nobody states is listed as `unstated`, and what the files of a
/// dialect cannot say is an `obstacle`.
package struct ConfigurationText {
    /// The model of which they are.
    let model: ModelDescription
    /// The text tower, where there is one.
    private(set) var text: TextArchitecture?
    /// The type of all floating-point tensors, where they have one.
    let type: FloatingPointType?

    var vision: VisionArchitecture { model.architecture }
    var activation: ActivationFunction { model.activation }

    /// Describes a checkpoint.
    ///
    /// - Parameters:
    ///   - checkpoint: Any checkpoint with a vision tower.
    ///   - choices: What the user knows better.
    ///   - type: The type of all floating-point tensors of the output, where they have one.
    /// - Throws: `CheckpointError` when the tower is incomplete, or contradicts its configuration.
    /// - Complexity: O(total length of the names); reads no data.
    package init(
        of checkpoint: Checkpoint,
        choices: ModelChoices,
        type: FloatingPointType?
    ) throws(CheckpointError) {
        model = try ModelDescription(of: checkpoint, choices: choices)
        text = try TextArchitecture(of: checkpoint)
        // The user's word counts for both towers.
        if choices.activation != nil { text?.activation = nil }
        if let count = choices.textHeadCount {
            text?.headCount = count
            text?.statesHeads = true
        }
        self.type = type
    }

    /// What models differ in, these files would state, and nothing tells.
    package var unstated: [ModelFact.Name] {
        model.facts.filter { [.activation, .heads].contains($0.name) && $0.isAssumed }.map(\.name)
            + (text?.statesHeads == false ? [.textHeads] : [])
    }

    /// What the model is and the files of a dialect cannot say; nil where they can say everything.
    package func obstacle(for dialect: Dialect) -> String? {
        dialect == .openAI ? openCLIPObstacle : huggingFaceObstacle
    }

    /// The files that programs of a dialect read.
    ///
    /// - Precondition: Nothing is unstated, and there is no obstacle.
    package func files(for dialect: Dialect) -> [(name: String, text: String)] {
        switch dialect {
        case .openAI: [("open_clip_config.json", openCLIP)]
        case .huggingFace:
            [
                ("config.json", huggingFace),
                ("preprocessor_config.json", model.preprocessing.transformersText ?? ""),
            ]
        case .unknown: []
        }
    }
}

// MARK: - Parts

extension ConfigurationText {
    typealias Member = (name: String, value: String)

    func object(_ members: [Member], indent: String) -> String {
        let lines = members.map { "\(indent)  \"\($0.name)\": \($0.value)" }
        return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    }

    /// The default of all programs; it goes without saying.
    var usesUsualEpsilon: Bool { vision.layerNormEpsilon == VisionArchitecture.usualEpsilon }

    /// The names of the head's classes by output, in the form of transformers.
    var labels: [Member] {
        guard let names = model.classNames else { return [] }
        let members = names.enumerated().map { JSONMember("\($0)", .string($1)) }
        return [("id2label", JSONValue.object(members).text())]
    }
}
