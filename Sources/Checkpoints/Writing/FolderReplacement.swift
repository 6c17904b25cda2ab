import SystemFiles
import TextFormats

/// Puts a finished folder in the place of an older one in one step.
struct FolderReplacement {
    private let old: String
    private let new: String
    private let output: Set<UTF8Key>

    /// - Parameters:
    ///   - staging: Where the new folder is, and which one it replaces.
    ///   - output: The names of the files that the output brings.
    init(_ staging: StagingArea, output: [String]) {
        old = staging.target
        new = staging.path
        self.output = Set(output.map(UTF8Key.init))
    }

    /// Replaces the folder, or leaves it as it is and returns false.
    ///
    /// Without `replacing`, only an empty folder is replaced.
    func attempt(replacing: Bool) throws(CheckpointError) -> Bool {
        let names = try rethrowing(FileSystem.names(in: old))
        let kept = names.filter(isKept)
        guard replacing || names.isEmpty, StagingArea.canBeReplaced(old) else { return false }
        do throws(SystemError) {
            for name in kept {
                try FileSystem.addName(path(name, in: new), to: path(name, in: old))
            }
            try FileSystem.copyOwnership(of: old, to: new)
            try FileSystem.exchange(old, new)
        } catch {
            for name in kept { FileSystem.remove(path(name, in: new)) }
            return false
        }
        saveLateComers()
        StagingArea.removeAll(at: new)
        return true
    }

    /// Whether a file of the old folder belongs into the new one as well.
    private func isKept(_ name: String) -> Bool {
        !output.contains(UTF8Key(name)) && !Publication.isWeightFile(name)
    }

    private func path(_ name: String, in folder: String) -> String {
        FileSystem.join(folder, name)
    }

    /// Moves what came into the old folder while it was being replaced; the paths have changed
    /// places by now.
    private func saveLateComers() {
        for name in (try? FileSystem.names(in: new)) ?? []
        where isKept(name) && !FileSystem.exists(path(name, in: old)) {
            try? FileSystem.rename(path(name, in: new), to: path(name, in: old), replacing: true)
        }
    }
}
