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

    /// Whether segments are those of the first row alone.
    var isOfColumns: Bool { if case .columns = treatment { true } else { false } }

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

    /// The number of parts of a layer: a long row is one of its own.
    static func count(of layer: PlannedLayer) -> Int {
        guard let length = longRowLength(of: layer) else { return 1 }
        return layer.extents.reduce(0) { $0 + pieceCount(of: $1, length) }
    }

    /// A part of a layer.
    ///
    /// - Throws: `MergeError.undefinedResult` where the method's formula has no value for the layer.
    static func part(
        _ ordinal: Int,
        of layer: PlannedLayer,
        at position: Int
    ) throws(MergeError) -> LayerPart {
        if let procedure = layer.procedure {
            let row = procedure.rowLength ?? 1
            let length = max(segmentLength / row, 1) * row
            return part(position, .elements(procedure), layer.extents, length)
        }
        if let matrix = try PlannedMatrix(layer) {
            let whole = Treatment.matrix(matrix)
            return LayerPart(layer: position, treatment: whole, segments: [layer.extents[0]])
        }
        guard let length = layer.rowLength else {
            let treatment = try treatment(of: layer)
            return part(position, treatment, layer.extents, segmentLength)
        }
        guard layer.rowsAreContiguous else { return columns(of: layer, length, position) }
        guard longRowLength(of: layer) != nil else {
            let rows = segmentLength / length * length
            return part(position, .rows(length: length), layer.extents, rows)
        }
        return longRow(ordinal, of: layer, length, position)
    }

    /// The length of rows that are parts of their own, where a layer has such.
    private static func longRowLength(of layer: PlannedLayer) -> Int? {
        guard layer.procedure == nil, layer.matrixProcedure == nil, layer.rowsAreContiguous,
            let length = layer.rowLength, length > longestInnerRow
        else { return nil }
        return length
    }

    private static func longRow(
        _ ordinal: Int,
        of layer: PlannedLayer,
        _ length: Int,
        _ position: Int
    ) -> LayerPart {
        var rest = ordinal
        for extent in layer.extents {
            let count = pieceCount(of: extent, length)
            guard rest >= count else {
                let start = extent.elements.lowerBound + rest * length
                let row = start..<min(start + length, extent.elements.upperBound)
                let piece = Extent(tensor: extent.tensor, elements: row)
                return part(position, .measured, [piece], segmentLength)
            }
            rest -= count
        }
        preconditionFailure("layer '\(layer.name)' has no part \(ordinal)")
    }

    private static func pieceCount(of extent: Extent, _ length: Int) -> Int {
        (extent.elements.count + length - 1) / length
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
