package import SyntheticCheckpoints
package import Tensors

/// What is to be measured, and how.
package struct BenchmarkRequest: Sendable {
    /// The structure of the checkpoints.
    package var architecture: SyntheticArchitecture = .vitB32
    /// The number of models, not counting the base.
    package var modelCount = 2
    /// The type of all elements.
    package var type: FloatingPointType = .f32
    /// The threads of the engine and of the peer.
    package var threads = 1
    /// How often each contestant is measured.
    package var runs = 5
    /// Where a folder for the inputs and outputs is made, and removed at the end; nil for the
    /// system's place for temporary files.
    package var folder: String?
    /// Leaves out the naive reference.
    package var skipsNaive = false
    /// The `mergekit-pytorch` to compare with, as a path or a name; nil for none.
    package var peer: String?
    /// Every output is forced to the disk before its run ends.
    package var isDurable = false
    /// The inputs are dropped from the page cache before every run.
    package var isCold = false
    /// The path of the program whose commands `merge` and `naive-merge` are measured.
    package var program: String

    /// Creates a request for Model Stock of two models in the shape of ViT-B/32.
    package init(program: String) { self.program = program }
}

extension BenchmarkRequest {
    /// The definition of Model Stock that every contestant computes: the peer's, where there is
    /// one.
    var variant: String { peer == nil ? "paper" : "mergekit" }

    /// The inputs.
    var family: SyntheticFamily {
        SyntheticFamily(architecture: architecture, modelCount: modelCount, type: type)
    }

    /// The size of the output's tensors.
    var outputByteCount: Int { architecture.parameterCount * type.byteWidth }

    /// How often the naive reference runs: once where a run takes more than a few seconds.
    var naiveRuns: Int { architecture.parameterCount * modelCount > 2_000_000 ? 1 : runs }
}
