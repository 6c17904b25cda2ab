internal import Glibc

/// a, or c where the importance |c - a| K reaches median + 1.5 (third quartile - first quartile).
func referenceArceeFusion(_ tensor: ReferenceTensor) -> [Double] {
    let a = tensor.base ?? []
    let c = tensor.models[0]
    let n = a.count
    let rowLength = tensor.shape.last ?? 1
    var importances: [Float] = []
    var start = 0
    while start < n {
        let row = start..<start + rowLength
        let k = divergence(softmax(Array(c[row])), softmax(Array(a[row])))
        for element in row {
            importances.append(Float(abs(c[element] - a[element]) * k))
        }
        start += rowLength
    }
    let ascending = importances.sorted()
    let quartiles = [0.25, 0.5, 0.75].map { Double(ascending[Int($0 * Double(n - 1))]) }
    let threshold = quartiles[1] + 1.5 * (quartiles[2] - quartiles[0])
    return a.indices.map { Double(importances[$0]) >= threshold ? c[$0] : a[$0] }
}

private func softmax(_ row: [Double]) -> [Double] {
    let greatest = row.max() ?? 0
    let powers = row.map { exp($0 - greatest) }
    let total = sum(of: powers)
    return powers.map { $0 / total }
}

private func divergence(_ left: [Double], _ right: [Double]) -> Double {
    var total = 0.0
    for index in left.indices {
        let p = left[index] + 1e-8
        let q = right[index] + 1e-8
        total += p * log(p / q)
    }
    return total
}
