import Testing
import TextFormats

@Suite("Exact arithmetic")
struct ExactArithmeticTests {
    @Test("What fits is what Swift's operators give; what does not is nil, at both ends")
    func limits() {
        let numbers = [Int8.min, -127, -12, -11, -1, 0, 1, 2, 11, 12, 126, Int8.max]
        for left in numbers {
            for right in numbers {
                #expect(left.addingExactly(right) == Int8(exactly: Int(left) + Int(right)))
                #expect(left.multipliedExactly(by: right) == Int8(exactly: Int(left) * Int(right)))
            }
        }
    }
}
