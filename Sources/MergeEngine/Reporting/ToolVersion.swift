/// The version of this program.
public enum ToolVersion {
    /// The program's name, as outputs and reports state it.
    public static let name = "stockpot"
    /// The program's version, as outputs and reports state it.
    public static let current = "0.1.0"
}
