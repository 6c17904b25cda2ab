import Glibc

/// The failure of a call to the operating system.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The value of `errno` after the call.
    package let number: Int32

    /// The error of a full disk.
    package static let noSpace = SystemError(number: ENOSPC)

    /// The operating system's words for it.
    package var text: String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }

    /// Whether a file or a folder on the way to it is not there.
    package var isAbsence: Bool { number == ENOENT || number == ENOTDIR }

    /// Whether the file is there already.
    package var isPresence: Bool { number == EEXIST || number == ENOTEMPTY }

    /// Whether the disk or the quota is used up.
    package var isExhaustion: Bool { number == ENOSPC || number == EDQUOT }

    /// Whether the file system cannot do what was asked, so that another way must be taken.
    package var isIncapacity: Bool {
        [EOPNOTSUPP, ENOTSUP, ENOSYS, EINVAL, EXDEV, EPERM].contains(number)
    }

    package var description: String { text }

    /// Whether the process or the machine has no descriptor left for another open file.
    private var isOutOfDescriptors: Bool { number == EMFILE || number == ENFILE }

    /// The error to report: which call failed on which path, and why.
    ///
    /// The code is the caller's, which knows what the call was for; but nothing is missing or in the
    /// way where only descriptors are used up.
    package func error(_ code: FileError.Code, _ path: String, _ action: String) -> FileError {
        let code = isOutOfDescriptors ? .inputOutput : code
        return FileError(code, path, "\(action): \(text)", errorNumber: number)
    }
}

/// Makes a system call again until no signal interrupts it.
///
/// - Returns: The call's result, which is not negative.
@discardableResult
package func systemCall(_ call: () -> Int) throws(SystemError) -> Int {
    while true {
        let result = call()
        if result >= 0 { return result }
        let number = errno
        if number != EINTR { throw SystemError(number: number) }
    }
}
