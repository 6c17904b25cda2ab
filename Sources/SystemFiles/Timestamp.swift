import Glibc

/// A moment of the machine's clock, for logs and events.
package struct Timestamp: Sendable, Equatable, Encodable {
    /// The milliseconds since 1970 began in UTC; leap seconds are not counted.
    package let milliseconds: Int64

    /// Creates a moment.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The moment at hand.
    ///
    /// The corresponding C function is `clock_gettime`.
    package static var now: Self {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Self(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// The moment in UTC as ISO 8601 writes it: `2026-11-27T06:50:11.042Z`.
    package var text: String {
        let (days, millisecond) = Self.divided(milliseconds, by: 86_400_000)
        let (year, month, day) = Self.date(days)
        let (minutes, rest) = (millisecond / 60_000, millisecond % 60_000)
        return Self.digits(year, 4) + "-" + Self.digits(month, 2) + "-" + Self.digits(day, 2) + "T"
            + [minutes / 60, minutes % 60, rest / 1000].map { Self.digits($0, 2) }
            .joined(separator: ":") + "." + Self.digits(rest % 1000, 3) + "Z"
    }

    /// Quotient and remainder, which is never negative: times before 1970 have fractions too.
    private static func divided(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let remainder = (value % divisor + divisor) % divisor
        return ((value - remainder) / divisor, remainder)
    }

    /// The day of the Gregorian calendar that is so many days after 1 January 1970.
    ///
    /// Years are counted from March, so that the day that leap years add is their last, in eras of
    /// 400 years, which all have 146,097 days; from March on, months have 153 days in every five.
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = divided(days + 719_468, by: 146_097)
        let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + 400 * era + (month < 10 ? 0 : 1)
        return (year, month < 10 ? month + 3 : month - 9, day)
    }

    private static func digits(_ value: Int64, _ count: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
