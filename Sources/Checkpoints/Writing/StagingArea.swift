internal import SystemFiles

/// Where an output is built before it gets its final name.
///
/// The place is always in the same file system as the target. A single file grows under another
/// name next to the target. A folder grows as a whole next to the target, also where it will replace
/// one that is there already. Only when that one cannot be replaced in one step, because it is a
/// mount point or has subfolders, its new content grows inside it.
struct StagingArea: Sendable {
    enum Kind { case besideFile, newFolder, replacedFolder, insideFolder }

    let kind: Kind
    /// The final path of the file or folder, with links followed.
    let target: String
    /// The temporary file or folder.
    let path: String

    /// Chooses the area for a destination, and checks that the target may be made there.
    static func choose(
        _ destination: CheckpointDestination,
        replacing: Bool
    ) throws(CheckpointError) -> StagingArea {
        let given = FileSystem.withoutTrailingSlashes(destination.path)
        guard !given.isEmpty, !given.utf8.contains(0) else {
            throw CheckpointError(.cannotCreate, given, "is not a path that an output can have")
        }
        let target = FileSystem.resolved(given) ?? given
        let isThere = FileSystem.exists(target)
        let kind = destination.isFolder ? Kind.newFolder : .besideFile
        guard isThere else { return try beside(target, kind) }
        try requireKind(of: target, destination)
        let isEmpty = try isEmptyFolder(target)
        guard replacing || isEmpty else {
            throw CheckpointError(.exists, given, "exists already", remedy: .replacement)
        }
        guard destination.isFolder else { return try beside(target, kind) }
        return canBeReplaced(target) ? try beside(target, .replacedFolder) : inside(target)
    }

    private static func requireKind(
        of target: String,
        _ destination: CheckpointDestination
    ) throws(CheckpointError) {
        guard FileSystem.isFolder(target) != destination.isFolder else { return }
        let message =
            destination.isFolder
            ? "is a file; end the name in .safetensors or give a folder"
            : "is a folder; give a name for the file"
        throw CheckpointError(destination.isFolder ? .exists : .cannotCreate, target, message)
    }

    private static func isEmptyFolder(_ path: String) throws(CheckpointError) -> Bool {
        guard FileSystem.isFolder(path) else { return false }
        return try rethrowing(FileSystem.names(in: path)).isEmpty
    }

    private static func beside(_ target: String, _ kind: Kind) throws(CheckpointError)
        -> StagingArea
    {
        let parent = FileSystem.folder(of: target)
        guard FileSystem.isFolder(parent) else {
            let isFile = FileSystem.exists(parent)
            let message =
                isFile
                ? "\(parent) is not a folder, so nothing can be in it"
                : "the folder \(parent) is not there; make it first"
            throw CheckpointError(.cannotCreate, target, message)
        }
        let path = FileSystem.join(parent, temporaryName(for: target))
        return StagingArea(kind: kind, target: target, path: path)
    }

    private static func inside(_ target: String) -> StagingArea {
        let path = FileSystem.join(target, temporaryName(for: target))
        return StagingArea(kind: .insideFolder, target: target, path: path)
    }
}

extension StagingArea {
    /// The folder in whose file system the output will be.
    var home: String { kind == .insideFolder ? target : FileSystem.folder(of: target) }

    /// Whether the output joins or replaces what is in a folder.
    private var meetsOthers: Bool { kind == .insideFolder || kind == .replacedFolder }

    /// Where a file of the output is written first.
    func temporaryPath(of name: String) -> String {
        kind == .besideFile ? path : FileSystem.join(path, name)
    }

    /// Where a file of the output is in the end.
    func finalPath(of name: String) -> String {
        kind == .besideFile ? target : FileSystem.join(target, name)
    }

    /// An error about a file under a temporary name, told of the output that it stands for.
    func named(_ error: CheckpointError) -> CheckpointError {
        guard error.path.utf8.starts(with: path.utf8) else { return error }
        var error = error
        let rest = error.path.utf8.dropFirst(path.utf8.count)
        error.path = target + String(decoding: rest, as: UTF8.self)
        return error
    }

    /// Refuses targets that would replace or remove what is being read.
    func requireDistinct(from inputs: [Checkpoint]) throws(CheckpointError) {
        guard kind != .newFolder else { return }
        let names = meetsOthers ? try rethrowing(FileSystem.names(in: target)) : []
        let paths = names.map { FileSystem.join(target, $0) } + [target]
        let present = Set(paths.compactMap { (try? FileStatus.of($0))?.identity })
        for input in inputs.flatMap(\.sources) where present.contains(input.identity) {
            let message = "would replace the input \(input.path); give another output"
            throw CheckpointError(.cannotCreate, target, message)
        }
    }

    /// Refuses to begin what cannot be finished.
    func requireSpace(_ byteCount: Int) throws(CheckpointError) {
        guard let available = FileSystem.availableByteCount(at: home) else { return }
        guard UInt64(byteCount) <= available else {
            let message = "needs \(byteCount) bytes, but \(home) has only \(available) available"
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
    static func canBeReplaced(_ folder: String) -> Bool {
        let parent = FileSystem.folder(of: folder)
        guard let status = try? FileStatus.of(folder), let outer = try? FileStatus.of(parent),
            status.identity.device == outer.identity.device, status.identity != outer.identity,
            (try? FileStatus.of("."))?.identity != status.identity,
            !FileSystem.mayBeMountPoint(folder), FileSystem.isWritable(parent),
            let names = try? FileSystem.names(in: folder)
        else { return false }
        return !names.contains { name in
            (try? FileStatus.ofLink(FileSystem.join(folder, name)))?.isFolder != false
        }
    }
}
