/// What a score came to.
package enum ScoreOutcome: Sendable, Equatable {
    /// Its value.
    case value(Double)
    /// It has none, for the reason given.
    case undefined(String)

    /// The value, where there is one.
    package var value: Double? {
        if case .value(let value) = self { value } else { nil }
    }

    /// A value, or undefined with a reason where it is not finite.
    init(_ value: Double, orWhenNotFinite reason: String) {
        self = value.isFinite ? .value(value) : .undefined(reason)
    }
}

/// Why scores cannot be computed at all.
package enum TransferScoreError: Error, Equatable, Sendable {
    /// The features or outputs of an image hold a NaN or an infinity.
    case notFinite(image: Int)
}

extension TransferScoreError: CustomStringConvertible {
    /// One sentence that says what is wrong.
    package var description: String {
        switch self {
        case .notFinite(let image): "the features of image \(image) are not finite numbers"
        }
    }
}
