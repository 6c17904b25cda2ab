internal import Glibc

/// A value that one thread at a time works with, and whose changes others can wait for.
///
/// The C functions are those of `pthread_mutex_t` and `pthread_cond_t`.
@safe
public final class Monitor<State>: Sendable {
    private nonisolated(unsafe) var state: State
    private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(
        capacity: 1
    )
    private nonisolated(unsafe) let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(
        capacity: 1
    )

    /// Guards a value.
    public init(_ state: sending State) {
        unsafe self.state = state
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(changed, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe pthread_cond_destroy(changed)
        unsafe mutex.deallocate()
        unsafe changed.deallocate()
    }

    /// Works with the value, and wakes the threads that wait for a change.
    public func withLock<Result, Failure>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer {
            unsafe pthread_cond_broadcast(changed)
            unsafe pthread_mutex_unlock(mutex)
        }
        return try unsafe body(&state)
    }

    /// Calls `body`, and again after every change, until it returns something.
    @discardableResult
    public func wait<Result>(for body: (inout State) -> Result?) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            if let result = unsafe body(&state) { return result }
            unsafe pthread_cond_wait(changed, mutex)
        }
    }
}
