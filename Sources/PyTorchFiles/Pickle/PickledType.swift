import Tensors

/// The type of elements that PyTorch names.
enum PickledType: Equatable {
    case element(ElementType)
    /// Bytes whose type another place states.
    case untyped
    /// A type that is not read.
    case unsupported(String)
}

extension PickledType {
    /// The size of an element in a storage.
    var byteWidth: Int {
        switch self {
        case .element(let type): type.bitWidth / 8
        case .untyped: 1
        case .unsupported("complex128"): 16
        case .unsupported("qint32"): 4
        case .unsupported: 1
        }
    }

    /// The type of a storage class such as `FloatStorage`.
    init?(storageClass name: String) {
        guard let type = Self.storageClasses[name] else { return nil }
        self = type
    }

    private static let storageClasses: [String: PickledType] = [
        "DoubleStorage": .element(.f64), "FloatStorage": .element(.f32),
        "HalfStorage": .element(.f16), "BFloat16Storage": .element(.bf16),
        "LongStorage": .element(.i64), "IntStorage": .element(.i32),
        "ShortStorage": .element(.i16), "CharStorage": .element(.i8),
        "ByteStorage": .element(.u8), "BoolStorage": .element(.bool),
        "ComplexFloatStorage": .element(.c64), "UntypedStorage": .untyped,
        "ComplexDoubleStorage": .unsupported("complex128"),
        "QInt8Storage": .unsupported("qint8"), "QUInt8Storage": .unsupported("quint8"),
        "QInt32Storage": .unsupported("qint32"), "QUInt4x2Storage": .unsupported("quint4x2"),
        "QUInt2x4Storage": .unsupported("quint2x4"),
    ]

    /// The type of a `torch.dtype` such as `float32`.
    init?(dtype name: String) {
        if let type = Self.dtypes[name] {
            self = .element(type)
        } else if Self.unsupportedDtypes.contains(name) {
            self = .unsupported(name)
        } else {
            return nil
        }
    }

    private static let dtypes: [String: ElementType] = [
        "float32": .f32, "float": .f32, "float64": .f64, "double": .f64, "float16": .f16,
        "half": .f16, "bfloat16": .bf16, "uint8": .u8, "uint16": .u16, "uint32": .u32,
        "uint64": .u64, "int8": .i8, "int16": .i16, "short": .i16, "int32": .i32, "int": .i32,
        "int64": .i64, "long": .i64, "bool": .bool, "complex64": .c64, "cfloat": .c64,
        "float8_e5m2": .f8E5M2, "float8_e4m3fn": .f8E4M3, "float8_e8m0fnu": .f8E8M0,
        "float8_e4m3fnuz": .f8E4M3FNUZ, "float8_e5m2fnuz": .f8E5M2FNUZ,
    ]

    private static let unsupportedDtypes: Set<String> = [
        "complex32", "chalf", "complex128", "cdouble", "qint8", "quint8", "qint32", "quint4x2",
        "quint2x4", "float4_e2m1fn_x2", "bits8", "bits16", "bits1x8", "bits2x4", "bits4x2",
        "uint1", "uint2", "uint3", "uint4", "uint5", "uint6", "uint7",
        "int1", "int2", "int3", "int4", "int5", "int6", "int7",
    ]
}
