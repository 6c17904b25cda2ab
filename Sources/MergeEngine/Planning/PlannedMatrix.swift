package import Merging
internal import Tensors

/// A layer that is merged as a matrix: how, how large, and in how much memory.
package struct PlannedMatrix: Sendable {
    package let procedure: any MatrixProcedure
    package let extents: MatrixExtents
    /// What one worker holds for it besides its tiles, in bytes.
    let byteCount: Int

    /// Plans a layer; nil for one that is merged otherwise.
    ///
    /// - Throws: `MergeError.undefinedResult` where the formula has no value for such extents.
    init?(_ layer: PlannedLayer) throws(MergeError) {
        guard let procedure = layer.matrixProcedure else { return nil }
        self.procedure = procedure
        let rows = layer.shape.dimensions.first ?? 1
        extents = MatrixExtents(
            rows: rows,
            columns: layer.elementCount / rows,
            modelCount: layer.modelCount
        )
        do { byteCount = try procedure.byteCount(extents) } catch {
            throw .undefinedResult(layer: layer.name, reason: error.reason)
        }
    }
}
