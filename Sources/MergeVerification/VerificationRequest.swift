package import Checkpoints
package import Patterns
package import ReferenceMerging
package import TextFormats

/// A finished merge and the options with which it was made.
package struct VerificationRequest: Sendable {
    /// How the merged values came about.
    package enum Method: Sendable {
        /// Model Stock with these options.
        case modelStock(ReferenceOptions)
        /// The plain average of the models.
        case average
        /// Another method, by name.
        case other(name: String, ReferenceParameters)
    }

    /// Which elements of a tensor share a ratio.
    package enum Granularity: String, Sendable, CaseIterable {
        /// All of them.
        case tensor
        /// Each vector along the last dimension.
        case lastDimension = "lastdim"
        /// Each index of the first dimension.
        case outputRow = "outrow"
        /// Each vector along the first dimension.
        case firstDimension = "firstdim"
    }

    /// How query, key and value projections form layers.
    package enum Projections: String, Sendable, CaseIterable {
        /// As stored.
        case asStored = "asis"
        /// One ratio for all three.
        case packed
        /// One ratio for each.
        case split
    }

    /// The base checkpoint, if there is one.
    package var base: String?
    /// The fine-tuned checkpoints.
    package var models: [String]
    /// The merged checkpoint.
    package var merged: String
    /// How it was merged.
    package var method: Method
    /// Which elements share a ratio.
    package var granularity: Granularity
    /// How projections form layers.
    package var projections: Projections
    /// What was done with the classification head.
    package var head: ReferenceHead
    /// Whether heads were left out.
    package var leavesOutHead = false
    /// Regular expressions of the names that were averaged plainly.
    package var ignored: [Pattern]
    /// How the base and the models are opened.
    package var reading: ReadingOptions
    /// Where each tensor comes from; nil where that is, in every input, the tensor of its own name.
    package var assembly: CheckpointAssembly?
    /// The parameters of tensors for which they differ from the method's, by name.
    package var parametersByTensor: [UTF8Key: ReferenceParameters] = [:]
    /// The type to which the inputs were rounded before anything else, if they were.
    package var inputType: ReferenceElementType?

    /// Opens an input.
    package var open: @Sendable (CheckpointInput) throws(CheckpointError) -> Checkpoint = {
        input throws(CheckpointError) in try input.open()
    }

    /// Creates a request.
    package init(
        base: String?,
        models: [String],
        merged: String,
        method: Method,
        granularity: Granularity = .tensor,
        projections: Projections = .asStored,
        head: ReferenceHead = .merge,
        ignored: [Pattern] = [],
        reading: ReadingOptions = ReadingOptions()
    ) {
        self.base = base
        self.models = models
        self.merged = merged
        self.method = method
        self.granularity = granularity
        self.projections = projections
        self.head = head
        self.ignored = ignored
        self.reading = reading
    }
}

extension VerificationRequest {
    /// Whether all tensors that are merged are looked at as one.
    var joinsTensors: Bool {
        guard case .other(let name, let parameters) = method else { return false }
        return referenceJoinsTensors(name, parameters)
    }

    /// Whether a merge holds what one model alone has.
    var copiesLoneTensors: Bool {
        guard case .other(let name, _) = method else { return false }
        return ["slerp", "nuslerp", "arcee_fusion"].contains(name)
    }
}
