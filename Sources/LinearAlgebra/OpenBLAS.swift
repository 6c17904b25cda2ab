internal import COpenBLAS
internal import Glibc
internal import Synchronization

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

    /// The number of threads that a call may take at present: 1 where the library has none of its own.
    public static var threadCount: Int { Int(openblas_get_num_threads()) }

    /// The address space that the library takes for each thread that calls it, in bytes.
    ///
    /// It is that of builds for x86-64, the largest, and becomes memory only where it is used.
    private static let threadByteCount = 128 << 20

    /// Checks that the system grants the library address space for so many threads.
    ///
    /// Where a limit (`ulimit -v`) refuses it, the library asks again and again, without an end: in
    /// products and decompositions of matrices, and in threads that it starts when it is loaded and
    /// waits for when it is unloaded. Operations on vectors alone need none. The C functions are
    /// `mmap` and `munmap`.
    ///
    /// - Precondition: `count` is positive, and small enough for so many threads to exist.
    /// - Throws: `LinearAlgebraError.addressSpace` when the system refuses it.
    public static func checkAddressSpace(forThreads count: Int) throws(LinearAlgebraError) {
        let size = threadByteCount * count
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        let room = unsafe mmap(nil, size, PROT_NONE, flags, -1, 0)
        guard unsafe room != MAP_FAILED else { throw .addressSpace(byteCount: size) }
        unsafe munmap(room, size)
    }

    /// Does work during which every call of the library runs on its caller's thread alone.
    ///
    /// The engine's workers call BLAS for one block each, which keeps the order of all sums, hence
    /// the bytes, the same for any number of workers. Where the library is a shared one and has threads
    /// of its own, they are ended, because idle ones spin for a while and take a core from the
    /// workers; it starts them anew when it needs them. The setting holds for the whole process, until the last of all callers is done.
    public static func withCallersThreadsOnly<Result, Failure>(
        _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        while !beginOnCallersThreads() { usleep(100) }
        defer {
            callers.withLock { callers in
                callers.count -= 1
                if callers.count == 0 { openblas_set_num_threads(callers.threadsBefore) }
            }
        }
        return try work()
    }

    /// Enters `withCallersThreadsOnly`; false while a call may be using the library's own threads.
    private static func beginOnCallersThreads() -> Bool {
        callers.withLock { callers in
            guard callers.count == 0 else {
                callers.count += 1
                return true
            }
            guard callers.sharedCount == 0 else { return false }
            callers.count = 1
            callers.threadsBefore = openblas_get_num_threads()
            openblas_set_num_threads(1)
            stockpot_end_blas_threads()
            return true
        }
    }

    /// Does work whose calls may use the library's own threads.
    ///
    /// Those threads must not be ended in its middle: results would be wrong. Who enters
    /// `withCallersThreadsOnly` first waits for the end of such work.
    static func withAnyThreads<Result, Failure>(
        _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        callers.withLock { $0.sharedCount += 1 }
        defer { callers.withLock { $0.sharedCount -= 1 } }
        return try work()
    }

    /// Those that are in `withCallersThreadsOnly`, the setting that they found, and those that are in
    /// `withAnyThreads`.
    private static let callers = Mutex((count: 0, threadsBefore: Int32(1), sharedCount: 0))
}
