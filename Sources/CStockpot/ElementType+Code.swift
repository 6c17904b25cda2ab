internal import CStockpotInterface
internal import Tensors

extension ElementType {
    /// The type behind a number of `stockpot_dtype`; nil for a number that is none.
    init?(code: Int32) {
        guard let type = Self.codes.first(where: { $0.code == code })?.type else { return nil }
        self = type
    }

    /// Its number in `stockpot_dtype`; types of less than a byte have none.
    var code: Int32 { Self.codes.first { $0.type == self }?.code ?? 0 }

    private static let codes: [(type: ElementType, code: Int32)] = [
        (.bool, STOCKPOT_BOOL), (.u8, STOCKPOT_U8), (.i8, STOCKPOT_I8),
        (.f8E5M2, STOCKPOT_F8_E5M2), (.f8E4M3, STOCKPOT_F8_E4M3), (.i16, STOCKPOT_I16),
        (.u16, STOCKPOT_U16), (.f16, STOCKPOT_F16), (.bf16, STOCKPOT_BF16), (.i32, STOCKPOT_I32),
        (.u32, STOCKPOT_U32), (.f32, STOCKPOT_F32), (.f64, STOCKPOT_F64), (.i64, STOCKPOT_I64),
        (.u64, STOCKPOT_U64), (.c64, STOCKPOT_C64), (.f8E8M0, STOCKPOT_F8_E8M0),
        (.f8E4M3FNUZ, STOCKPOT_F8_E4M3FNUZ), (.f8E5M2FNUZ, STOCKPOT_F8_E5M2FNUZ),
    ].map { ($0, Int32($1.rawValue)) }
}
