import SystemFiles

extension StagingArea {
    /// Marks the area as in use, for as long as the lock lives; nil where the file system knows no
    /// locks.
    ///
    /// - Throws: `CheckpointError` when another process took the area for the remains of a dead one,
    ///   because it began to write the same output before the lock was taken.
    func lock() throws(CheckpointError) -> FileLock? {
        let lock: FileLock
        do throws(SystemError) { lock = try FileLock.take(temporaryName, in: home) } catch {
            guard error.isHeldElsewhere || error.isAbsence else { return nil }
            throw collision
        }
        guard lock.isOn(temporaryName, in: home) else { throw collision }
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
        for name in (try? home.names()) ?? []
        where name.hasPrefix(remainsPrefix) && name.hasSuffix(Self.nameSuffix) {
            guard let lock = try? FileLock.take(name, in: home), lock.isOn(name, in: home) else {
                continue
            }
            home.removeAll(name)
        }
    }
}

extension StagingArea {
    /// What makes a name one that no other merge has.
    static func randomEnding() -> String {
        hexadecimal(.random(in: .min ... .max)) + nameSuffix
    }

    private static let nameSuffix = ".partial"

    /// What tells later merges which output a name belongs to.
    ///
    /// The output's own name could be too long to be part of another. The hash is FNV-1a.
    static func namePrefix(for name: String) -> String {
        let hash = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return ".stockpot-\(hexadecimal(hash))-"
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        String(number, radix: 16)
    }
}
