import SystemFiles

extension StagingArea {
    /// Whether another folder can take a folder's place: none is mounted there, it holds only
    /// files, which can have second names in the other one, and no shell stands in it.
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
