internal import COpenBLAS

/// The OpenBLAS library in use.
public enum OpenBLAS {
    /// The build of the library, for example `OpenBLAS 0.3.21 NO_AFFINITY MAX_THREADS=64`.
    public static var configuration: String { unsafe String(cString: openblas_get_config()) }

    /// The library and its version, for example `OpenBLAS 0.3.21`.
    public static var version: String {
        configuration.split(separator: " ").prefix(2).joined(separator: " ")
    }

    /// The processor core whose kernels are in use, for example `Haswell`.
    ///
    /// Results of different kernels differ in their last digits. The environment variable
    /// `OPENBLAS_CORETYPE` chooses another core.
    public static var core: String { unsafe String(cString: openblas_get_corename()) }

    /// Sets how many threads each call may use, for the whole process.
    ///
    /// The engine sets this to 1 while its own workers run: one call per block keeps the order of
    /// all sums, hence the bytes, the same for any number of workers.
    ///
    /// - Precondition: `count` is positive.
    public static func setThreadCount(_ count: Int) {
        precondition(count > 0, "OpenBLAS needs at least one thread")
        openblas_set_num_threads(Int32(clamping: count))
    }
}
