import Glibc

/// The parts of the task vectors `d_i = m + e_i` of one tensor, in whole grid steps.
///
/// With `m`, `e_1` ... `e_N` orthogonal and `|e_i| = sigma`, the cosine between any two task
/// vectors is `|m|^2 / (|m|^2 + sigma^2)`. The common part contributes `common` steps to every
/// element and the own part `own`, each with a sign, so that the cosine is exactly
/// `common^2 / (common^2 + own^2)`.
struct TaskVectorGeometry {
    let common: Int
    let own: Int

    /// - Precondition: `degrees` lies between 0 and 90.
    init(degrees: Double) {
        precondition((0...90).contains(degrees), "an angle of \(degrees) degrees cannot be made")
        let cosine = degrees == 90 ? 0 : cos(degrees * .pi / 180)
        common = Int((Self.length * cosine.squareRoot()).rounded())
        own = Int((Self.length * (1 - cosine).squareRoot()).rounded())
    }

    /// The angle that the whole steps make, at most 0.001 degrees from the one asked for.
    var degrees: Double {
        let common = Double(common * common)
        let own = Double(own * own)
        // atan2 stays accurate at small angles, where acos of the cosine does not.
        let sine = (own * (2 * common + own)).squareRoot()
        return atan2(sine, common) * 180 / .pi
    }

    /// The length of a task vector per element, in grid steps.
    private static let length = 65536.0
}
