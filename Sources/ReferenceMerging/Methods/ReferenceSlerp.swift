internal import Glibc

/// sin((1 - t) theta) / sin(theta) a + sin(t theta) / sin(theta) c, a the base and c the model.
func referenceSlerp(_ tensor: ReferenceTensor, _ parameters: ReferenceParameters) -> [Double] {
    let t = parameters.number("t", 0.5)
    let a = tensor.base ?? []
    let c = tensor.models[0]
    var lengthOfA = length(a)
    var lengthOfC = length(c)
    if lengthOfA <= 1e-8 { lengthOfA = 1 }
    if lengthOfC <= 1e-8 { lengthOfC = 1 }
    let cosine = limited(product(a, c) / lengthOfA / lengthOfC, from: -1, to: 1)
    if abs(cosine) > 0.9995 {
        return a.indices.map { (1 - t) * a[$0] + t * c[$0] }
    }
    let theta = acos(cosine)
    let first = sin((1 - t) * theta) / sin(theta)
    let second = sin(t * theta) / sin(theta)
    return a.indices.map { first * a[$0] + second * c[$0] }
}

/// The square root of the sum of the squares.
func length(_ vector: [Double]) -> Double {
    product(vector, vector).squareRoot()
}

/// The sum of the products.
func product(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for index in left.indices {
        sum += left[index] * right[index]
    }
    return sum
}
