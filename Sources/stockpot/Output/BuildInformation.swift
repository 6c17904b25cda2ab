internal import CBuildInformation
internal import LinearAlgebra
internal import MergeEngine

/// What this program was built from, for `--version` and `doctor`.
enum BuildInformation {
    /// The commit; nil in a build by the package manager alone, which does not know it.
    static let revision: String? = {
        let revision = unsafe String(cString: stockpot_revision())
        return revision.isEmpty ? nil : revision
    }()

    /// Version and commit, and the library that computes.
    static var version: String {
        let commit = revision.map { " (\($0))" } ?? ""
        return """
            \(ToolVersion.name) \(ToolVersion.current)\(commit)
            \(OpenBLAS.version), kernels for \(OpenBLAS.core)
            """
    }
}
