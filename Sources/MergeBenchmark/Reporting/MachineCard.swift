internal import FoundationEssentials
internal import LinearAlgebra
internal import SystemFiles

/// The machine on which something was measured.
package struct MachineCard: Sendable, Codable, Equatable {
    /// The processor's name.
    package let processor: String
    /// The number of cores in use.
    package let cores: Int
    /// The memory, in bytes.
    package let memoryBytes: Int
    /// The kernel's version.
    package let kernel: String
    /// The type of the file system that holds inputs and outputs.
    package let fileSystem: String
    /// The BLAS library and its version.
    package let blasLibrary: String
    /// The processor core whose kernels it uses.
    package let blasCore: String
    /// The environment variable that chooses another core, where it is set.
    package let coreTypeVariable: String?

    enum CodingKeys: String, CodingKey {
        case processor, cores, kernel
        case memoryBytes = "memory_bytes"
        case fileSystem = "file_system"
        case blasLibrary = "blas_library"
        case blasCore = "blas_core"
        case coreTypeVariable = "openblas_coretype"
    }

    /// Describes this machine.
    ///
    /// - Parameter folder: A folder on the file system in question, without symbolic links.
    package init(folder: String) {
        let information = ProcessInfo.processInfo
        processor = Self.processorName
        cores = information.activeProcessorCount
        memoryBytes = Int(clamping: information.physicalMemory)
        kernel = Self.text(of: "/proc/sys/kernel/osrelease").trimmed
        fileSystem = Self.fileSystem(of: folder)
        blasLibrary = OpenBLAS.version
        blasCore = OpenBLAS.core
        coreTypeVariable = information.environment["OPENBLAS_CORETYPE"]
    }

    private static var processorName: String {
        let lines = text(of: "/proc/cpuinfo").split(separator: "\n")
        let name = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
        return name.map { String($0).trimmed } ?? "unknown"
    }

    /// The type of the mount with the longest matching path; a later mount covers an earlier one.
    private static func fileSystem(of folder: String) -> String {
        var found = (length: -1, type: "unknown")
        for line in text(of: "/proc/self/mountinfo").split(separator: "\n") {
            // Field 5 is the mount point; the type is the first behind a lone hyphen.
            let fields = line.split(separator: " ")
            guard let hyphen = fields.firstIndex(of: "-"), fields.count > hyphen + 1 else {
                continue
            }
            let point = fields[4] == "/" ? "" : String(fields[4])
            guard folder == point || folder.hasPrefix(point + "/") else { continue }
            if point.utf8.count >= found.length {
                found = (point.utf8.count, String(fields[hyphen + 1]))
            }
        }
        return found.type
    }

    private static func text(of path: String) -> String {
        String(decoding: (try? FileContents.read(path)) ?? [], as: UTF8.self)
    }
}

extension String {
    /// The text without white space around it.
    var trimmed: String {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? endIndex
        return String(self[start..<end])
    }
}
