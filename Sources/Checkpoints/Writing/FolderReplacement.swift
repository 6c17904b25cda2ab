import SystemFiles
import TextFormats

/// Puts a finished folder in the place of an older one in one step.
struct FolderReplacement {
    private let staging: StagingArea
    private let new: Folder
    private let output: Set<UTF8Key>

    /// - Parameters:
    ///   - staging: Where the new folder is, and which one it replaces.
    ///   - new: The new folder.
    ///   - output: The names of the files that the output brings.
    init(_ staging: StagingArea, by new: Folder, output: [String]) {
        self.staging = staging
        self.new = new
        self.output = Set(output.map(UTF8Key.init))
    }

    /// Replaces the folder, or leaves it as it is and returns false.
    ///
    /// Without `replacing`, only an empty folder is replaced.
    func attempt(replacing: Bool) throws(CheckpointError) -> Bool {
        let home = staging.home
        let (old, names): (Folder, [String])
        do throws(SystemError) {
            old = try home.folder(staging.name)
            names = try old.names()
        } catch { throw CheckpointError(error.error(.missing, staging.target, "cannot be listed")) }
        let kept = names.filter(isKept)
        guard replacing || names.isEmpty, StagingArea.canBeReplaced(staging.name, in: home) else {
            return false
        }
        do throws(SystemError) {
            for name in kept { try old.addName(name, in: new, to: name) }
            try home.copyOwnership(of: staging.name, to: staging.temporaryName)
            try home.exchange(staging.name, staging.temporaryName)
        } catch {
            for name in kept { new.remove(name) }
            return false
        }
        saveLateComers(of: old)
        home.removeAll(staging.temporaryName)
        return true
    }

    /// Whether a file of the old folder belongs into the new one as well.
    private func isKept(_ name: String) -> Bool {
        !output.contains(UTF8Key(name)) && !Publication.isWeightFile(name)
    }

    /// Moves what came into the old folder while it was being replaced.
    private func saveLateComers(of old: Folder) {
        for name in (try? old.names()) ?? [] where isKept(name) && !new.holds(name) {
            try? old.move(name, to: new, as: name)
        }
    }
}
