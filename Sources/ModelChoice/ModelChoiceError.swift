internal import TextFormats

/// A reason why models cannot be compared.
package enum ModelChoiceError: Error, Sendable, Equatable {
    /// A file, or what a model made of images, is not what is needed.
    case data(path: String, reason: String)
    /// What is asked for cannot be done with these models.
    case request(String)
    /// The scores of a data set's images do not fit into memory.
    case insufficientMemory(dataSet: String, imageCount: Int, allowed: Int, needed: Int)
}

extension ModelChoiceError: CustomStringConvertible {
    /// One line that says what, where, and what to do.
    package var description: String {
        switch self {
        case .data(let path, let reason): "\(path): \(reason)"
        case .request(let reason): reason
        case .insufficientMemory(let dataSet, let imageCount, let allowed, let needed):
            "\(dataSet): scores of \(imageCount) images hold \(needed) bytes, but "
                + "\(allowed) are allowed; take fewer images or allow more"
        }
    }
}
