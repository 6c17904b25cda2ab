extension Int {
    /// The number and what it counts, in the singular for one.
    func counted(_ singular: String, _ plural: String? = nil) -> String {
        self == 1 ? "1 \(singular)" : "\(self) \(plural ?? singular + "s")"
    }
}
