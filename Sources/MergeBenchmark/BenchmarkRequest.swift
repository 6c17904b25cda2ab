public import SyntheticCheckpoints
public import Tensors

/// What is to be measured, and how.
public struct BenchmarkRequest: Sendable {
    /// The structure of the checkpoints.
    public var architecture: SyntheticArchitecture = .vitB32
    /// The number of models, not counting the base.
    public var modelCount = 2
    /// The type of all elements.
    public var type: FloatingPointType = .f32
    /// The threads of the engine and of the peer.
    public var threads = 1
    /// How often each contestant is measured.
    public var runs = 5
    /// Where a folder for the inputs and outputs is made, and removed at the end; nil for the
    /// system's place for temporary files.
    public var folder: String?
    /// Leaves out the naive reference.
    public var skipsNaive = false
    /// The `mergekit-pytorch` to compare with, as a path or a name; nil for none.
    public var peer: String?
    /// Every output is forced to the disk before its run ends.
    public var isDurable = false
    /// The inputs are dropped from the page cache before every run.
    public var isCold = false
    /// The path of the program whose commands `merge` and `naive-merge` are measured.
    public var program: String

    /// Creates a request for Model Stock of two models in the shape of ViT-B/32.
    public init(program: String) { self.program = program }
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
