/// A bit by which PyTorch puts off what is to be done with a tensor's stored numbers.
enum LazyBit: String {
    /// The stored numbers have the wrong sign.
    case negative = "neg"
    /// The imaginary parts of the stored numbers have the wrong sign.
    case conjugate = "conj"

    /// Why a tensor with the bit is not read.
    var refusal: String {
        let name = self == .negative ? "negative" : "conjugate"
        return "has PyTorch's \(name) bit: its stored numbers are not its values; "
            + "call resolve_\(rawValue)() before saving"
    }
}
