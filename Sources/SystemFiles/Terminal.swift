internal import CSystemCalls
import Glibc

/// Where standard output is seen.
package enum Terminal {
    /// The characters in a line: of the terminal that is standard output, or what the variable `COLUMNS`
    /// says; nil where nobody sees lines, as in a file.
    ///
    /// The corresponding C function is `ioctl`.
    package static var columns: Int? {
        let stated = unsafe getenv("COLUMNS").flatMap { unsafe Int(String(cString: $0)) }
        if let stated, stated > 0 { return stated }
        let count = Int(terminal_columns(STDOUT_FILENO))
        return count > 0 ? count : nil
    }
}
