internal import ArgumentParser

/// The numbers that an option takes: more would overflow, or ask for memory that nothing has.
struct CountRange {
    /// Threads; no machine has more cores.
    static let threads = CountRange(most: 4096)
    /// Images that a model classifies at a time.
    static let batch = CountRange(most: 65_536)

    /// Attention heads.
    static let heads = CountRange(most: 4096)
    /// The side of an image: an attention block takes memory with its fourth power.
    static let imageSize = CountRange(most: 2048)
    /// Images and other things that are only counted.
    static let items = CountRange(most: Int(Int32.max))

    private let most: Int

    /// Checks the value of an option, where it was given.
    ///
    /// - Throws: `ValidationError` that names the option and what it takes.
    func check(_ value: Int?, _ option: String) throws {
        guard let value, !(1...most).contains(value) else { return }
        throw ValidationError(
            value < 1 ? "\(option): at least 1" : "\(option): at most \(most), not \(value)"
        )
    }
}
