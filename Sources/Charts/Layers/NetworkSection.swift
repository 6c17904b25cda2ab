/// The stretch of a tower in which a layer lies, in the order of the data's way through it.
enum NetworkSection: Hashable, Comparable {
    /// What stands before the first block.
    case input
    case block(Int)
    /// What stands behind the last block.
    case output
    case unknown

    /// The label below the axis.
    var label: String {
        switch self {
        case .input: "embed"
        case .block(let number): String(number)
        case .output: "out"
        case .unknown: "other"
        }
    }
}
