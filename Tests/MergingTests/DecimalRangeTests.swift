import Merging
import Testing

@Suite("Ranges of decimals")
struct DecimalRangeTests {
    @Test func tenths() throws {
        let values = try #require(DecimalRange("0:1:0.1")).values
        #expect(values == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
        #expect(values.map(\.description).allSatisfy { $0.count <= 3 })
    }

    @Test(arguments: ["0:1:0.05", "0:1:0.001", "-0.3:0.3:.1", "0.25:0.75:0.125", "1:3:1"])
    func everyNumberIsTheNearestToItsText(text: String) throws {
        let values = try #require(DecimalRange(text)).values
        for value in values {
            // At most four digits: the shortest decimal of the nearest number is the text itself.
            #expect(value.description.count <= 6, "\(value)")
        }
        #expect(values.count > 2)
    }

    @Test func lists() {
        #expect(DecimalRange("0,0.5,1")?.values == [0, 0.5, 1])
        #expect(DecimalRange("0.3")?.values == [0.3])
    }

    @Test(arguments: [
        "", "a", "0:1", "0:1:0", "0:1:-0.1", "1:0:0.1", "0:1:0.3", "0:1:0.1:2", "0,,1", "1,0",
        "0,0", "0x1", "1e-1", "nan", "0:1:0.00001", "0.1.2", "-", "12345678901",
    ])
    func whatIsNoRange(text: String) { #expect(DecimalRange(text) == nil) }
}
