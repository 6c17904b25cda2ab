/// What a pickle may refer to by module and name; nothing behind these names is ever called.
enum PickleGlobal: Equatable {
    case orderedDictionary
    case counter
    /// A tuple by another name.
    case size
    case tensorClass
    case parameterClass
    case storageClass(PickledType)
    case elementType(PickledType)
    case rebuild(Rebuild)
    /// A function that would make a tensor of a kind that is not read.
    case refusedTensor(String)
    /// Something whose result no tensor needs.
    case harmless
    /// A class or function outside the list, taken as a name.
    case inert(String)

    /// The functions that put tensors together.
    enum Rebuild {
        case tensor, typedTensor, parameter, subclass
    }

    /// Whether a module can only serve to run programs.
    static func isBlocked(module: String) -> Bool {
        ["sys", "os", "posix", "nt"].contains(module.prefix { $0 != "." })
    }

    /// The meaning of a name on the list, or nil.
    init?(module: String, name: String) {
        let isTorch = module == "torch" || module == "torch.cuda" || module == "torch.storage"
        if let global = Self.named["\(module).\(name)"] {
            self = global
        } else if isTorch, let type = PickledType(storageClass: name) {
            self = .storageClass(type)
        } else if module == "torch", let type = PickledType(dtype: name) {
            self = .elementType(type)
        } else if isTorch && Self.tensorClasses.contains(name) {
            self = .tensorClass
        } else if module.hasPrefix("torch.sparse") || module.hasPrefix("torch.cuda.sparse") {
            self = .refusedTensor("sparse")
        } else {
            return nil
        }
    }

    private static let tensorClasses: Set<String> = [
        "Tensor", "DoubleTensor", "FloatTensor", "HalfTensor", "BFloat16Tensor", "LongTensor",
        "IntTensor", "ShortTensor", "CharTensor", "ByteTensor", "BoolTensor",
    ]

    private static let named: [String: PickleGlobal] = [
        "collections.OrderedDict": .orderedDictionary,
        "collections.Counter": .counter,
        "torch.Size": .size,
        "torch.nn.parameter.Parameter": .parameterClass,
        "torch.device": .harmless,
        "torch.serialization._get_layout": .harmless,
        "_codecs.encode": .harmless,
        "builtins.bytearray": .harmless, "__builtin__.bytearray": .harmless,
        "builtins.set": .harmless, "__builtin__.set": .harmless,
        "builtins.complex": .harmless, "__builtin__.complex": .harmless,
        "torch._utils._rebuild_tensor": .rebuild(.tensor),
        "torch._utils._rebuild_tensor_v2": .rebuild(.tensor),
        "torch._utils._rebuild_tensor_v3": .rebuild(.typedTensor),
        "torch._utils._rebuild_parameter": .rebuild(.parameter),
        "torch._utils._rebuild_parameter_with_state": .rebuild(.parameter),
        "torch._tensor._rebuild_from_type_v2": .rebuild(.subclass),
        "torch._utils._rebuild_qtensor": .refusedTensor("quantised"),
        "torch._utils._rebuild_sparse_tensor": .refusedTensor("sparse"),
        "torch._utils._rebuild_sparse_csr_tensor": .refusedTensor("sparse"),
        "torch._utils._rebuild_nested_tensor": .refusedTensor("nested"),
        "torch._utils._rebuild_meta_tensor_no_storage": .refusedTensor("meta"),
        "torch._utils._rebuild_wrapper_subclass": .refusedTensor("wrapper subclass"),
        "torch._utils._rebuild_device_tensor_from_numpy": .refusedTensor("device"),
        "torch._utils._rebuild_device_tensor_from_cpu_tensor": .refusedTensor("device"),
    ]
}
