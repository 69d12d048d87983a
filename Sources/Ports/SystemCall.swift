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
