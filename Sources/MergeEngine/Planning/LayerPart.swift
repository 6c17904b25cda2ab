package import Merging

/// The elements of a layer that are decided together, and how: mostly all, or else a long row.
package struct LayerPart: Sendable {
    /// How a part's values are made.
    package enum Treatment: Sendable {
        /// The Gram matrix of the whole part is measured first, then decides.
        case measured
        /// Each row of this length is measured and decided on its own.
        case rows(length: Int)
        /// Each column of a layer with this many columns is measured and decided on its own; segments
        /// are those of the first row.
        case columns(count: Int)
        /// Every element has a decision of its own.
        case elements(any ElementwiseProcedure)
        /// The layer is merged as one matrix; its one segment has all its elements.
        case matrix(PlannedMatrix)
        /// Nothing needs measuring.
        case decided(LayerDecision)
        /// The inputs must agree bit for bit; the base's bytes are copied.
        case verbatim
    }

    /// The layer's position in the plan.
    package let layer: Int
    package let treatment: Treatment
    package let segments: [Extent]

    /// Whether something is measured that a report holds.
    var isMeasured: Bool {
        switch treatment {
        case .measured, .rows, .columns: true
        case .elements, .matrix, .decided, .verbatim: false
        }
    }
}

extension LayerPart {
    /// The number of elements in a full segment, the unit of work that a worker takes.
    ///
    /// Fixed, because the dot products of segments are summed apart and then in order: another
    /// length would be another order of additions, hence other last bits.
    package static let segmentLength = 1 << 18

    /// The longest row that is measured inside a segment; longer ones are parts of their own.
    ///
    /// The smallest tile holds such a row whole.
    package static let longestInnerRow = SmallestTile.elementCount

    /// The parts of a layer.
    package static func parts(of layer: PlannedLayer, at position: Int) throws(MergeError)
        -> [LayerPart]
    {
        if let procedure = layer.procedure {
            let row = procedure.rowLength ?? 1
            let length = max(segmentLength / row, 1) * row
            return [part(position, .elements(procedure), layer.extents, length)]
        }
        if let matrix = try PlannedMatrix(layer) {
            let whole = Treatment.matrix(matrix)
            return [LayerPart(layer: position, treatment: whole, segments: [layer.extents[0]])]
        }
        guard let length = layer.rowLength else {
            let treatment = try treatment(of: layer)
            return [part(position, treatment, layer.extents, segmentLength)]
        }
        guard layer.rowsAreContiguous else { return [columns(of: layer, length, position)] }
        guard length > longestInnerRow else {
            let rows = segmentLength / length * length
            return [part(position, .rows(length: length), layer.extents, rows)]
        }
        return layer.extents.flatMap { extent in
            pieces(of: extent, length).map { part(position, .measured, [$0], segmentLength) }
        }
    }

    private static func treatment(of layer: PlannedLayer) throws(MergeError) -> Treatment {
        if let holder = layer.loneHolder {
            let copy = holder == 0 ? LayerDecision.Action.copyBase : .copyModel(holder - 1)
            return .decided(LayerDecision(copy, rule: .copy))
        }
        if layer.rule == .copy { return .verbatim }
        if layer.method.traits.measuredRule == layer.rule { return .measured }
        return .decided(try layer.decide(GramMatrix(order: 0)))
    }

    private static func columns(
        of layer: PlannedLayer,
        _ length: Int,
        _ position: Int
    ) -> LayerPart {
        let count = layer.elementCount / length
        let firstRow = layer.extents.map { extent in
            let start = extent.elements.lowerBound
            return Extent(tensor: extent.tensor, elements: start..<start + count)
        }
        return part(
            position,
            .columns(count: count),
            firstRow,
            // The base may be measured too.
            GramMeasurer.columnCapacity(vectorCount: layer.modelCount + 1)
        )
    }

    private static func part(
        _ layer: Int,
        _ treatment: Treatment,
        _ extents: [Extent],
        _ length: Int
    ) -> LayerPart {
        // Most layers are one segment, and then share their memory with it.
        let areSegments = extents.allSatisfy { 1...length ~= $0.elements.count }
        return LayerPart(
            layer: layer,
            treatment: treatment,
            segments: areSegments ? extents : extents.flatMap { pieces(of: $0, length) }
        )
    }

    private static func pieces(of extent: Extent, _ length: Int) -> [Extent] {
        stride(from: extent.elements.lowerBound, to: extent.elements.upperBound, by: length).map {
            Extent(
                tensor: extent.tensor,
                elements: $0..<min($0 + length, extent.elements.upperBound)
            )
        }
    }
}
