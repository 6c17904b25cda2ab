package import Checkpoints
internal import Tensors

extension Checkpoint {
    /// What the configuration next to the weights, or their metadata, say of the tower and its
    /// preprocessing; nothing where they cannot be understood: any tensors may be merged.
    ///
    /// - Complexity: O(total length of the names); reads no data.
    package var statements: [ModelFact] {
        guard dialect != .unknown,
            let known = try? KnownConfiguration(of: self, limits: .standard)
        else { return [] }
        guard let side = known.configuration.imageSize,
            let reading = try? PreprocessingReading(of: self, side: side, limits: .standard),
            reading.isSaid
        else { return known.statements }
        return known.statements + reading.facts(isResized: false)
    }
}

extension Checkpoint {
    /// The names of the classes of its head by output, where it has a head and the configuration next
    /// to the weights has a name for each.
    ///
    /// - Complexity: O(total length of the names); reads no data.
    package var classNames: [String]? {
        guard !companionFiles.isEmpty,
            let known = try? KnownConfiguration(of: self, limits: .standard),
            let names = known.configuration.classNames
        else { return nil }
        let head = tensors.first {
            $0.shape.dimensions.count == 2 && TensorPlace($0.name).role == .head
        }
        return head?.shape.dimensions[0] == names.count ? names : nil
    }
}

extension ModelFact.Name {
    /// Whether weights were trained with it, so that models that differ in it are not the same
    /// network.
    package var isOfNetwork: Bool {
        switch self {
        case .resize, .interpolation, .crop, .rescale, .mean, .deviation: false
        default: true
        }
    }
}
