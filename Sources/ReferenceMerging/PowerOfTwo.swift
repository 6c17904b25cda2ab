/// Returns 2^exponent, exactly; zero or infinity outside the range of Double.
func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
}
