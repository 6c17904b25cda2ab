/// Arithmetic on numbers from outside, whose results may not fit.
///
/// Swift's own operators trap then. A file, a request or an option may hold any number, so what is
/// computed of one is computed with these, as numbers are converted by `init(exactly:)`.
extension FixedWidthInteger {
    /// The sum of two numbers; nil when it does not fit.
    @inlinable
    package func addingExactly(_ other: Self) -> Self? {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? nil : sum
    }

    /// The product of two numbers; nil when it does not fit.
    @inlinable
    package func multipliedExactly(by other: Self) -> Self? {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? nil : product
    }
}
