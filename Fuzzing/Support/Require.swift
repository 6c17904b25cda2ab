import Glibc

/// Ends the process with a message, as libFuzzer expects of a finding, unless a rule holds.
func require(_ holds: Bool, _ message: @autoclosure () -> String) {
    guard !holds else { return }
    let text = Array("broken rule: \(message())\n".utf8)
    _ = unsafe text.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    abort()
}
