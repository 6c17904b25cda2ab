/// How the dot products of all pairs of rows are computed.
public enum GramAlgorithm: String, Sendable, CaseIterable {
    /// One `cblas_ddot` for each pair.
    case dotProducts = "ddot"
    /// One `cblas_dsyrk` for all of them.
    case rankUpdate = "dsyrk"

    /// What takes less time with so many rows.
    public static func fastest(rowCount: Int) -> GramAlgorithm {
        rowCount < rankUpdateThreshold ? .dotProducts : .rankUpdate
    }
}

/// From this many rows on, one `dsyrk` takes less time than the dot products of all pairs.
///
/// Measured by the kernel benchmark for blocks of 2048 elements: 24 with the Haswell and Zen kernels
/// of OpenBLAS 0.3.21, 48 with the SkylakeX and Cooperlake ones.
private let rankUpdateThreshold = 32
