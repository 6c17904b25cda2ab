import Tensors
import Testing

@Suite("Shapes and element types")
struct TensorShapeTests {
    @Test("the element count is the product of the dimensions")
    func elementCount() {
        #expect(TensorShape([])?.elementCount == 1)
        #expect(TensorShape([3, 0, 5])?.elementCount == 0)
        #expect(TensorShape([2, 3, 4])?.elementCount == 24)
        #expect(TensorShape([2, 3])?.description == "[2, 3]")
    }

    @Test("negative extents and overflow are refused, even before a zero")
    func refused() {
        #expect(TensorShape([-1]) == nil)
        #expect(TensorShape([Int.max, 2]) == nil)
        #expect(TensorShape([Int.max, 2, 0]) == nil)
        #expect(TensorShape([0, Int.max, 2]) != nil)
    }

    @Test("types order as the reference writer orders them")
    func order() {
        #expect(ElementType.bool < .f4 && ElementType.f16 < .bf16 && ElementType.i64 < .u64)
        #expect(ElementType.allCases.sorted() == ElementType.allCases)
    }

    @Test("sub-byte types must fill whole bytes")
    func byteCount() {
        #expect(ElementType.f4.byteCount(of: 4) == 2)
        #expect(ElementType.f4.byteCount(of: 3) == nil)
        #expect(ElementType.f64.byteCount(of: Int.max / 2) == nil)
        #expect(ElementType.bf16.byteCount(of: 7) == 14)
    }
}

@Suite("Aligned buffers")
struct AlignedBufferTests {
    @Test("start filled, keep what is written, and are aligned to a page")
    func contents() {
        var buffer = AlignedBuffer<Double>(repeating: 2, count: 3)
        #expect(buffer.span[2] == 2)
        var span = buffer.mutableSpan
        span[1] = 7
        #expect(buffer.span[1] == 7)
        let aligned = unsafe buffer.span.withUnsafeBufferPointer {
            UInt(bitPattern: $0.baseAddress) % 4096 == 0
        }
        #expect(aligned)
    }
}
