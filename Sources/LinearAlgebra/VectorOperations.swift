internal import COpenBLAS

/// The dot product `sum x_i y_i`.
///
/// - Precondition: Both vectors have the same length, at most `Int32.max`.
/// - Complexity: O(n) time, no allocation.
/// - Numerics: Sums in 64 bits (`cblas_ddot`): the error is at most `n * 2^-53 * sum |x_i y_i|`.
///   NaN propagates. Other kernels of the library may change the last digits.
public func dot(_ x: Span<Double>, _ y: Span<Double>) -> Double {
    let count = blasLength(x.count, y.count)
    return unsafe x.withUnsafeBufferPointer { x in
        unsafe y.withUnsafeBufferPointer { y in
            unsafe cblas_ddot(count, x.baseAddress, 1, y.baseAddress, 1)
        }
    }
}

/// The Euclidean norm `sqrt(sum x_i^2)`.
///
/// - Precondition: The length is at most `Int32.max`.
/// - Complexity: O(n) time, no allocation.
/// - Numerics: `cblas_dnrm2`, which neither overflows nor underflows for finite results.
public func norm(_ x: Span<Double>) -> Double {
    let count = blasLength(x.count, x.count)
    return unsafe x.withUnsafeBufferPointer { x in
        unsafe cblas_dnrm2(count, x.baseAddress, 1)
    }
}

/// The sum of magnitudes `sum |x_i|`, the 1-norm.
///
/// - Precondition: The length is at most `Int32.max`.
/// - Complexity: O(n) time, no allocation.
/// - Numerics: Sums in 64 bits (`cblas_dasum`): the error is at most `n * 2^-53` of the sum. NaN
///   propagates. Other kernels of the library may change the last digits.
public func sumOfMagnitudes(_ x: Span<Double>) -> Double {
    let count = blasLength(x.count, x.count)
    return unsafe x.withUnsafeBufferPointer { x in
        unsafe cblas_dasum(count, x.baseAddress, 1)
    }
}

/// Adds a multiple of a vector: `y += alpha x`.
///
/// - Precondition: Both vectors have the same length, at most `Int32.max`.
/// - Complexity: O(n) time, no allocation.
/// - Numerics: `cblas_daxpy`; kernels may fuse the product with the sum.
public func addMultiple(of x: Span<Double>, times alpha: Double, to y: inout MutableSpan<Double>) {
    let count = blasLength(x.count, y.count)
    unsafe x.withUnsafeBufferPointer { x in
        unsafe y.withUnsafeMutableBufferPointer { y in
            unsafe cblas_daxpy(count, alpha, x.baseAddress, 1, y.baseAddress, 1)
        }
    }
}

/// Combines two vectors: `y = alpha x + beta y`.
///
/// - Precondition: Both vectors have the same length, at most `Int32.max`.
/// - Complexity: O(n) time, no allocation.
/// - Numerics: `cblas_daxpby`; kernels may fuse a product with the sum.
public func combine(
    _ x: Span<Double>,
    times alpha: Double,
    with y: inout MutableSpan<Double>,
    times beta: Double
) {
    let count = blasLength(x.count, y.count)
    unsafe x.withUnsafeBufferPointer { x in
        unsafe y.withUnsafeMutableBufferPointer { y in
            unsafe cblas_daxpby(count, alpha, x.baseAddress, 1, beta, y.baseAddress, 1)
        }
    }
}

/// The common length of two vectors as BLAS counts.
func blasLength(_ x: Int, _ y: Int) -> Int32 {
    precondition(x == y, "vectors of lengths \(x) and \(y) do not match")
    guard let count = Int32(exactly: x) else {
        preconditionFailure("a vector of length \(x) exceeds what BLAS can count")
    }
    return count
}
