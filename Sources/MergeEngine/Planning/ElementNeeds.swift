internal import Merging

/// What the layers of a plan that are merged element by element need of a worker.
struct ElementNeeds: Sendable, Equatable {
    /// Whether there are any.
    let isElementwise: Bool
    /// The longest row whose elements are looked at together.
    let rowLength: Int?
    /// Whether elements are ranked within rows.
    let ranksRows: Bool
    /// The memory for what is learned of a layer, in bytes.
    let stateByteCount: Int

    init(_ layers: [PlannedLayer]) {
        let procedures = layers.compactMap { layer in
            layer.procedure.map { ($0, layer.elementCount / PlannedGroup.segmentLength + 1) }
        }
        isElementwise = !procedures.isEmpty
        rowLength = procedures.compactMap(\.0.rowLength).max()
        ranksRows = procedures.contains { $0.0.ranksRows }
        stateByteCount = procedures.map { $0.0.byteCount(segmentCount: $0.1) }.max() ?? 0
    }

    /// The memory of one worker, in bytes.
    func byteCount(modelCount: Int) -> Int {
        guard isElementwise else { return 0 }
        return stateByteCount
            + ElementWorkspace.byteCount(
                vectorCount: modelCount,
                rowLength: rowLength,
                ranksRows: ranksRows
            )
    }
}
