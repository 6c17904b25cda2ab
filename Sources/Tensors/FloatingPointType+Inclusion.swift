extension FloatingPointType {
    /// Whether another type holds every value of this one.
    public func isHeld(by other: FloatingPointType) -> Bool {
        switch (self, other) {
        case (_, .f64), (.f16, .f32), (.bf16, .f32): true
        default: self == other
        }
    }
}
