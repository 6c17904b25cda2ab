import Glibc

/// The first directions alone.
func referenceTruncation(_ matrix: ReferenceMatrix, _ count: Int, above least: Double)
    -> ReferenceMatrix
{
    let parts = ReferenceSVD(matrix)
    let values = parts.values.prefix(count).filter { $0 > least }
    return ReferenceMatrix.sum(parts.left, values, parts.right, like: matrix)
}

/// high times the first directions, low times the others.
func referenceMonoSoup(
    _ matrix: ReferenceMatrix,
    _ parameters: ReferenceParameters
) -> ReferenceMatrix {
    let parts = ReferenceSVD(matrix)
    let values = parts.allValues
    var (sum, energy, entropy) = (0.0, 0.0, 0.0)
    for value in values {
        sum += value
        energy += value * value
    }
    if energy < 1e-12 { return matrix }
    for value in values { entropy -= value / sum * log(value / sum + 1e-12) }
    var kept = min(max(Int(exp(entropy).rounded(.up)), 1), values.count)
    if parameters.word("variant", "effective_rank") == "energy" {
        kept = 0
        var reached = 0.0
        while kept < values.count {
            reached += values[kept] * values[kept]
            kept += 1
            if reached / energy >= parameters.number("energy", 0.8) { break }
        }
    }
    var keptEnergy = 0.0
    for value in values.prefix(kept) { keptEnergy += value * value }
    let ratio = kept == values.count ? 0 : values[kept] / (values[0] + 1e-12)
    let rest = sqrt(max(0, 1 - keptEnergy / (energy + 1e-12)))
    let low = ratio * ratio + (1 - ratio * ratio) * rest
    let spectrum = parts.values.enumerated().map { $1 * ($0 < kept ? 1 - low : low) }
    return ReferenceMatrix.sum(parts.left, spectrum, parts.right, like: matrix)
}
