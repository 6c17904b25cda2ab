internal import SystemFiles

/// Where an output is built before it gets its final name.
///
/// The area is always in the same file system as the target. A single file grows under another
/// name next to the target. A folder grows as a whole next to the target, also where it will replace
/// one that is there already. Only when that one cannot be replaced in one step, because it is a
/// mount point or has subfolders, its new content grows inside it. The folder in which all this
/// happens is found once, and held.
struct StagingArea: Sendable {
    enum Kind { case besideFile, newFolder, replacedFolder, insideFolder }

    let kind: Kind
    /// The final path of the file or folder, with links followed, for messages.
    let target: String
    /// The folder that holds the temporary file or folder: the target itself where its new content
    /// grows inside it, else the folder that holds the target.
    let home: Folder
    /// The target's name in `home`; none where the target is `home`.
    let name: String
    /// The name of the temporary file or folder in `home`.
    let temporaryName: String
    /// How the names of all temporary files and folders for the same target begin.
    let remainsPrefix: String

    private init(_ kind: Kind, _ place: OutputPlace, in home: Folder) {
        self.kind = kind
        self.home = home
        target = place.path
        name = kind == .insideFolder ? "." : place.name
        remainsPrefix = Self.namePrefix(for: place.name)
        temporaryName = remainsPrefix + Self.randomEnding()
    }

    /// Chooses the area for a destination, and checks that the target may be made there.
    static func choose(
        _ destination: CheckpointDestination,
        replacing: Bool
    ) throws(CheckpointError) -> StagingArea {
        let given = FileSystem.withoutTrailingSlashes(destination.path)
        guard !given.isEmpty, !given.utf8.contains(0) else {
            throw CheckpointError(.cannotCreate, given, "is not a path that an output can have")
        }
        let place: OutputPlace
        do throws(SystemError) { place = try .find(given) } catch {
            throw missingFolder(of: given, error)
        }
        let isFolder = destination.isFolder
        guard place.folder.holds(place.name) else {
            return StagingArea(isFolder ? .newFolder : .besideFile, place, in: place.folder)
        }
        let present = (try? place.folder.status(of: place.name, followingLink: true))?.isFolder
        guard (present ?? false) == isFolder else { throw otherKind(place.path, isFolder) }
        let old = isFolder ? try listed(place) : nil
        guard replacing || old?.isEmpty == true else {
            throw CheckpointError(.exists, given, "exists already", remedy: .replacement)
        }
        guard let old else { return StagingArea(.besideFile, place, in: place.folder) }
        return canBeReplaced(place.name, in: place.folder)
            ? StagingArea(.replacedFolder, place, in: place.folder)
            : StagingArea(.insideFolder, place, in: old.folder)
    }

    private static func listed(
        _ place: OutputPlace
    ) throws(CheckpointError) -> (folder: Folder, isEmpty: Bool) {
        do throws(SystemError) {
            let folder = try place.folder.folder(place.name)
            return (folder, try folder.names().isEmpty)
        } catch { throw CheckpointError(error.error(.missing, place.path, "cannot be listed")) }
    }

    private static func otherKind(_ target: String, _ isFolder: Bool) -> CheckpointError {
        let message =
            isFolder
            ? "is a file; end the name in .safetensors or give a folder"
            : "is a folder; give a name for the file"
        return CheckpointError(isFolder ? .exists : .cannotCreate, target, message)
    }

    private static func missingFolder(of target: String, _ error: SystemError) -> CheckpointError {
        let parent = FileSystem.folder(of: target)
        guard error.isAbsence else {
            return CheckpointError(error.error(.cannotCreate, target, "\(parent) cannot be opened"))
        }
        let message =
            FileSystem.exists(parent)
            ? "\(parent) is not a folder, so nothing can be in it"
            : "the folder \(parent) is not there; make it first"
        return CheckpointError(.cannotCreate, target, message)
    }
}

extension StagingArea {
    /// Makes the temporary folder where there is one.
    ///
    /// - Returns: The folder in which the output's files grow.
    func makeStage() throws(CheckpointError) -> Folder {
        guard kind != .besideFile else { return home }
        do throws(SystemError) {
            try home.makeFolder(temporaryName)
            return try home.folder(temporaryName)
        } catch {
            let message = "the folder cannot be made"
            throw CheckpointError(error.error(.cannotCreate, target, message))
        }
    }

    /// The name of a file of the output in the folder where it grows.
    func temporaryName(of name: String) -> String { kind == .besideFile ? temporaryName : name }

    /// The path of the temporary file or folder, for messages.
    var path: String { home.path(of: temporaryName) }

    /// The path of a file of the output until it has its final name, for messages.
    func temporaryPath(of name: String) -> String {
        kind == .besideFile ? path : FileSystem.join(path, name)
    }

    /// The path of a file of the output in the end, for messages.
    func finalPath(of name: String) -> String {
        kind == .besideFile ? target : FileSystem.join(target, name)
    }

    /// An error about a file under a temporary name, told of the output that it belongs to.
    func named(_ error: CheckpointError) -> CheckpointError {
        guard error.path.utf8.starts(with: path.utf8) else { return error }
        var error = error
        let rest = error.path.utf8.dropFirst(path.utf8.count)
        error.path = target + String(decoding: rest, as: UTF8.self)
        return error
    }

    /// The folder whose content the output joins or replaces; nil where there is none.
    private func formerFolder() throws(SystemError) -> Folder? {
        switch kind {
        case .insideFolder: home
        case .replacedFolder: try home.folder(name)
        case .besideFile, .newFolder: nil
        }
    }

    /// Refuses targets that would replace or remove what is being read.
    func requireDistinct(from inputs: [Checkpoint]) throws(CheckpointError) {
        guard kind != .newFolder else { return }
        var present = Set([identity(of: name, in: home)].compactMap(\.self))
        do throws(SystemError) {
            if let former = try formerFolder() {
                present.formUnion(try former.names().compactMap { identity(of: $0, in: former) })
            }
        } catch { throw CheckpointError(error.error(.missing, target, "cannot be listed")) }
        for input in inputs.flatMap(\.sources) where present.contains(input.identity) {
            let message = "would replace the input \(input.path); give another output"
            throw CheckpointError(.cannotCreate, target, message)
        }
    }

    private func identity(of name: String, in folder: Folder) -> FileStatus.Identity? {
        (try? folder.status(of: name, followingLink: true))?.identity
    }

    /// Refuses to begin what cannot be finished.
    func requireSpace(_ byteCount: Int) throws(CheckpointError) {
        guard let available = home.availableByteCount else { return }
        guard UInt64(byteCount) <= available else {
            let message =
                "needs \(byteCount) bytes, but \(home.path) has only \(available) available"
            throw CheckpointError(
                .inputOutput,
                target,
                message,
                errorNumber: SystemError.noSpace.number
            )
        }
    }
}

extension StagingArea {
    /// Whether another folder can take a folder's place: none is mounted there, it holds only
    /// files, which can have second names in the other one, and no shell is in it.
    static func canBeReplaced(_ name: String, in home: Folder) -> Bool {
        guard let status = try? home.status(of: name), let outer = try? home.status(),
            status.identity.device == outer.identity.device, status.identity != outer.identity,
            (try? FileStatus.of("."))?.identity != status.identity,
            !home.mayBeMountPoint(name), home.isWritable,
            let folder = try? home.folder(name), let names = try? folder.names()
        else { return false }
        return !names.contains { (try? folder.status(of: $0))?.isFolder != false }
    }
}
