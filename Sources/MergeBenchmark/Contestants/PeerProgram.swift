internal import FoundationEssentials
internal import SystemFiles

/// A program to compare with: mergekit's `mergekit-pytorch`, or one that runs PyTorch.
struct PeerProgram {
    /// The path of the program.
    let path: String

    /// Finds the program.
    ///
    /// - Parameters:
    ///   - name: A path, or a name to look for on the `PATH`.
    ///   - remedy: What to do where there is none.
    /// - Throws: `BenchmarkError.missingPeer`.
    init(_ name: String, remedy: String) throws(BenchmarkError) {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        let candidates = name.contains("/") ? [name] : folders.map { "\($0)/\(name)" }
        let found = candidates.first { FileSystem.isExecutable($0) }
        guard let found else { throw .missingPeer(name, remedy: remedy) }
        path = found
    }

    /// The versions of mergekit and PyTorch, as the Python in the program's first line has them.
    ///
    /// - Parameter file: A file that may be written in between.
    /// - Returns: A few words.
    func versions(by file: String) -> String {
        let first = contents(path).split(separator: "\n").first ?? ""
        let script = """
            from importlib.metadata import version
            print("mergekit", version("mergekit") + ", torch", version("torch"))
            """
        let python = String(first.dropFirst(2)).trimmed
        let process = ChildProcess(python, ["-c", script], output: file)
        guard first.hasPrefix("#!"), (try? process.run())?.status == 0 else {
            return "mergekit, version unknown"
        }
        return contents(file).trimmed
    }

    private func contents(_ file: String) -> String {
        String(decoding: (try? FileContents.read(file)) ?? [], as: UTF8.self)
    }
}
