import SystemFiles

extension StagingArea {
    /// Marks the area as in use, for as long as the lock lives; nil where the file system knows no
    /// locks.
    ///
    /// - Throws: `CheckpointError` when another process took the area for the remains of a dead one,
    ///   because it began to write the same output before the lock was taken.
    func lock() throws(CheckpointError) -> FileLock? {
        let lock: FileLock
        do throws(SystemError) { lock = try FileLock.take(path) } catch {
            guard error.isHeldElsewhere || error.isAbsence else { return nil }
            throw collision
        }
        guard lock.isOn(path) else { throw collision }
        return lock
    }

    private var collision: CheckpointError {
        let message = "another process began to write it at the same time; start again"
        return CheckpointError(.cannotCreate, target, message)
    }

    /// Removes what merges to the same output left when they were killed.
    ///
    /// What a living process writes is locked and stays, and so does everything where locks do not
    /// work.
    func removeRemains() {
        let folder = FileSystem.folder(of: path)
        for name in (try? FileSystem.names(in: folder)) ?? []
        where name.hasPrefix(Self.namePrefix(for: target)) && name.hasSuffix(Self.nameSuffix) {
            let remains = FileSystem.join(folder, name)
            guard let lock = try? FileLock.take(remains), lock.isOn(remains) else { continue }
            Self.removeAll(at: remains)
        }
    }

    /// Removes a file, or a folder with the files in it.
    static func removeAll(at path: String) {
        if (try? FileStatus.ofLink(path))?.isFolder == true {
            for name in (try? FileSystem.names(in: path)) ?? [] {
                FileSystem.remove(FileSystem.join(path, name))
            }
        }
        FileSystem.remove(path)
    }
}

extension StagingArea {
    /// A name that no other merge has, and that tells later ones for which output it is.
    static func temporaryName(for target: String) -> String {
        namePrefix(for: target) + hexadecimal(.random(in: .min ... .max)) + nameSuffix
    }

    private static let nameSuffix = ".partial"

    // The output's own name could be too long to be part of another. The hash is FNV-1a.
    private static func namePrefix(for target: String) -> String {
        let hash = FileSystem.name(of: target).utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return ".stockpot-\(hexadecimal(hash))-"
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        String(number, radix: 16)
    }
}
