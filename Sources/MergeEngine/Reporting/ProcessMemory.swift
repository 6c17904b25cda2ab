internal import FoundationEssentials

/// The memory of this process.
public enum ProcessMemory {
    /// The largest resident memory that the process has held so far, in bytes; 0 where the system
    /// does not say.
    ///
    /// Read from `/proc`, because `getrusage` also counts what a parent held before it started
    /// this program.
    public static var peakByteCount: Int {
        guard let data = FileManager.default.contents(atPath: "/proc/self/status") else { return 0 }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        let peak = lines.first { $0.hasPrefix("VmHWM:") }
        return peak?.split(whereSeparator: \.isWhitespace).dropFirst().first
            .flatMap { Int($0) }.map { $0 * 1024 } ?? 0
    }
}
