import Glibc

func product(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for index in left.indices { sum += left[index] * right[index] }
    return sum
}

/// The degrees between two vectors, accurate at small angles too.
func degrees(_ left: [Double], _ right: [Double]) -> Double {
    let lengths = (product(left, left) * product(right, right)).squareRoot()
    let cosine = product(left, right) / lengths
    let sine = ((1 - cosine) * (1 + cosine)).squareRoot()
    return atan2(sine, cosine) * 180 / .pi
}
