extension VisionWeights {
    /// The sizes that the tensors' shapes imply.
    ///
    /// - Parameter headCount: The number of attention heads; nil for heads of width 64.
    /// - Returns: Sizes that agree with each other.
    /// - Throws: `VisionError` when a tensor is missing, or when the sizes contradict each other.
    func dimensions(headCount: Int?) throws(VisionError) -> VisionDimensions {
        let patches = try extents(of: "visual.conv1.weight", 4)
        let positions = try extents(of: "visual.positional_embedding", 2)
        let grid = Int(Double(max(positions[0] - 1, 0)).squareRoot().rounded())
        let width = patches[0]
        let dimensions = VisionDimensions(
            width: width,
            blockCount: blockCount,
            headCount: headCount ?? width / 64,
            patchSize: patches[3],
            gridSize: grid,
            hiddenWidth: try extents(of: firstHiddenLayer, 2)[0],
            outputWidth: try extents(of: "visual.proj", 2)[1]
        )
        try check(dimensions, positions: positions[0])
        return dimensions
    }

    private var firstHiddenLayer: String { "visual.transformer.resblocks.0.mlp.c_fc.weight" }

    /// One more than the highest number of a block, so that a gap shows as a missing tensor.
    private var blockCount: Int {
        let prefix = "visual.transformer.resblocks."
        let numbers = names.lazy.filter { $0.hasPrefix(prefix) }
            .compactMap { Int($0.dropFirst(prefix.count).prefix { $0 != "." }) }
        return (numbers.max() ?? -1) + 1
    }

    private func extents(of name: String, _ count: Int) throws(VisionError) -> [Int] {
        guard let shape = shape(of: name) else {
            throw .missingTensor(model: path, tensor: name)
        }
        guard shape.count == count, shape.allSatisfy({ $0 > 0 }) else {
            let reason = "tensor '\(name)' has the shape \(shape), expected \(count) dimensions"
            throw .inconsistent(model: path, reason: reason)
        }
        return shape
    }

    private func check(
        _ dimensions: VisionDimensions,
        positions: Int
    ) throws(VisionError) {
        let (width, heads) = (dimensions.width, dimensions.headCount)
        guard dimensions.tokenCount == positions, dimensions.gridSize > 0 else {
            let reason = "\(positions) rows of positional embedding are no square and a class token"
            throw .inconsistent(model: path, reason: reason)
        }
        guard heads > 0, width % heads == 0 else {
            let reason = "\(heads) heads do not divide a width of \(width); name them with --heads"
            throw .inconsistent(model: path, reason: reason)
        }
        guard width % Vector.scalarCount == 0 else {
            let reason = "a width of \(width) is no multiple of \(Vector.scalarCount)"
            throw .inconsistent(model: path, reason: reason)
        }
        guard dimensions.hiddenWidth % Vector.scalarCount == 0 else {
            let reason =
                "a hidden width of \(dimensions.hiddenWidth) is no multiple of \(Vector.scalarCount)"
            throw .inconsistent(model: path, reason: reason)
        }
    }
}
