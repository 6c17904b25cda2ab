import Glibc
import TextFormats

/// A path, or a name in a folder, as the bytes by which the system knows it.
///
/// To Linux a name is any bytes without a slash and a NUL; most are UTF-8, but not all. The layers
/// above hold names as text: `text` is UTF-8 where the name is, and notes other bytes so that
/// `init(_:)` gives them back. Every call to the system goes through this type, both ways.
package struct FilePath: Hashable, Sendable {
    /// The bytes, without a NUL at their end.
    package let bytes: [UInt8]

    /// The path that a text means.
    package init(_ text: String) { bytes = ByteNotation.bytes(text) }

    /// The path that the system names, up to the NUL.
    init(_ name: UnsafePointer<CChar>) {
        bytes = unsafe UnsafeBufferPointer(start: name, count: strlen(name))
            .map { UInt8(bitPattern: $0) }
    }

    /// The path as text, which gives it back.
    package var text: String { ByteNotation.text(bytes) }

    /// The arguments of this process, in which paths are noted so that they are given back.
    package static var arguments: [String] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { place in
            unsafe CommandLine.unsafeArgv[place].map { unsafe FilePath($0).text }
        }
    }

    /// Calls a function of the system with the path.
    ///
    /// - Precondition: The path holds no NUL, or it is cut off there.
    @safe
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        unsafe (bytes + [0]).withUnsafeBytes {
            unsafe $0.withMemoryRebound(to: CChar.self) { buffer in
                // The array has one element at least.
                guard let start = buffer.baseAddress else { preconditionFailure("no bytes") }
                return unsafe body(start)
            }
        }
    }
}

/// Makes a system call that takes a path, again until no signal interrupts it.
///
/// - Returns: The call's result, which is not negative.
@discardableResult @safe
func systemCall(
    _ path: String,
    _ call: (UnsafePointer<CChar>) -> Int
) throws(SystemError) -> Int {
    let path = FilePath(path)
    // What the system would see ends at a NUL and is another file.
    guard !path.bytes.contains(0) else { throw SystemError(number: ENOENT) }
    return try systemCall { path.withCString { unsafe call($0) } }
}

/// Makes a system call that takes two paths, again until no signal interrupts it.
@discardableResult @safe
func systemCall(
    _ first: String,
    _ second: String,
    _ call: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int
) throws(SystemError) -> Int {
    let second = FilePath(second)
    guard !second.bytes.contains(0) else { throw SystemError(number: ENOENT) }
    return try systemCall(first) { first in
        second.withCString { unsafe call(first, $0) }
    }
}
