/// q c + (1 - q) a, q = t / max(|a - c|, 1e-6) between 0 and 1.
func referenceNearSwap(_ tensor: ReferenceTensor, _ parameters: ReferenceParameters) -> [Double] {
    let t = parameters.number("t", 0)
    let a = tensor.base ?? []
    let c = tensor.models[0]
    return a.indices.map { element in
        let distance = max(abs(a[element] - c[element]), 1e-6)
        let q = limited(t / distance, from: 0, to: 1)
        return q * c[element] + (1 - q) * a[element]
    }
}
