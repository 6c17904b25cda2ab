/// polar(U) diag(s) polar(V)ᵀ of the first floor(r / N) singular directions of every matrix.
func referenceTSVM(
    _ matrices: [ReferenceMatrix],
    _ parameters: ReferenceParameters
) -> ReferenceMatrix? {
    let (like, count) = (matrices[0], matrices.count)
    if count == 1 { return like }
    let variant = parameters.word("variant", "standard")
    let rank = min(like.rowCount, like.columnCount)
    let kept = variant == "lossless" ? rank : rank / count
    if kept == 0 { return nil }
    var left: [[Double]] = []
    var values: [Double] = []
    var right: [[Double]] = []
    for matrix in matrices {
        let parts = ReferenceSVD(matrix)
        left += parts.left.prefix(kept)
        values += parts.values.prefix(kept)
        right += parts.right.prefix(kept)
    }
    if variant == "rank_reduction" {
        return ReferenceMatrix.sum(left, values, right, like: like)
    }
    return ReferenceMatrix.sum(referencePolar(left), values, referencePolar(right), like: like)
}
