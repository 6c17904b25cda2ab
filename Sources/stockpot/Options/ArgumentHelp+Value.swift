internal import ArgumentParser

extension ArgumentHelp {
    /// Help for an option that takes a value: what the value is called, and what the option does.
    ///
    /// Help texts, manual pages and completions show it, as in `--budget <n>`. Options whose value
    /// explains itself, and flags, have their help as a text alone.
    ///
    /// - Parameters:
    ///   - value: What the value is called.
    ///   - text: What the option does, as a sentence.
    ///   - discussion: More about it.
    /// - Returns: The help.
    static func value(
        _ value: String,
        _ text: String,
        discussion: String = ""
    ) -> ArgumentHelp {
        ArgumentHelp(text, discussion: discussion, valueName: value)
    }
}
