/// A regular expression and its text.
struct Pattern {
    let text: String
    let expression: Regex<AnyRegexOutput>
}
