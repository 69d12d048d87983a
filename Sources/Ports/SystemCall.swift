import Glibc

/// Makes a call of the C library, again while a signal interrupts it.
///
/// - Returns: what the call gave, when that is not negative.
func systemCall<Value: SignedInteger>(
    _ call: PortError.Call, _ path: String, _ body: () -> Value
) throws(PortError) -> Value {
    while true {
        let value = body()
        if value >= 0 { return value }
        let code = errno
        guard code == EINTR else { throw PortError(call, path, .system(errno: code)) }
    }
}

/// What the C library says of an `errno`.
func systemMessage(_ code: Int32) -> String {
    // glibc answers from a constant or from a buffer of the calling thread, and the text is copied here.
    unsafe String(cString: strerror(code))
}
