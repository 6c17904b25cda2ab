/// scale x.
func referencePassthrough(
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters
) -> [Double] {
    let scale = parameters.number("scale", ofModel: 0, 1)
    return tensor.models[0].map { $0 * scale }
}
