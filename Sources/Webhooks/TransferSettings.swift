import CCurl
import Vitals

/// How every request of a lane is made, set once for each handle that serves the lane: more work than all else of a request.
/// Nothing here can be configured away: TLS is never weakened to get an alert through.
enum TransferSettings {
    /// - Parameter isQuestion: it asks with GET and sends nothing.
    static func apply(
        to handle: UnsafeMutableRawPointer, endpoint: Endpoint, isPlain: Bool, isQuestion: Bool
    ) throws(WebhookError) {
        try handle.set(CURLOPT_PROTOCOLS_STR, isPlain ? "http" : "https")
        try handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))

        // A redirect is a failure: nothing in an answer changes where an alert goes.
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_MAXREDIRS, 0)
        // The empty text, unlike none, also overrules the proxies of the environment.
        try handle.set(CURLOPT_PROXY, "")

        try handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        try handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let caFile = endpoint.caFile {
            try handle.set(CURLOPT_CAINFO, caFile)
            // Without this the system's folder of authorities would be trusted beside the file.
            try handle.check("CURLOPT_CAPATH", spotward_curl_set_text(handle, CURLOPT_CAPATH, nil))
        }

        if !endpoint.pins.isEmpty {
            try handle.set(CURLOPT_PINNEDPUBLICKEY, endpoint.pins.joined(separator: ";"))
        }
        if let client = endpoint.clientCertificate {
            try handle.set(CURLOPT_SSLCERT, client.certificatePath)
            try handle.set(CURLOPT_SSLKEY, client.keyPath)
        }

        // Signals and threads do not mix: libcurl's own resolver thread keeps the time instead.
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, Limits.connectTime.wholeMilliseconds)
        try handle.set(CURLOPT_TIMEOUT_MS, Limits.attemptTime.wholeMilliseconds)
        try handle.set(CURLOPT_LOW_SPEED_LIMIT, 1)
        try handle.set(CURLOPT_LOW_SPEED_TIME, Limits.stallTime.wholeMilliseconds / 1000)
        try handle.set(CURLOPT_DNS_CACHE_TIMEOUT, Limits.addressCacheTime.wholeMilliseconds / 1000)

        try handle.set(isQuestion ? CURLOPT_HTTPGET : CURLOPT_POST, 1)
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int { Int(wholeMicroseconds / 1000) }
}

/// An easy handle's settings and answers by type.
extension UnsafeMutableRawPointer {
    /// The text is made only for who reads it: of 25 settings a request it was a tenth of the request.
    func check(_ setting: @autoclosure () -> String, _ code: CURLcode) throws(WebhookError) {
        guard code == CURLE_OK else {
            throw .libraryFailed(call: setting(), code: Int32(truncatingIfNeeded: code.rawValue))
        }
    }

    func set(_ option: CURLoption, _ value: Int) throws(WebhookError) {
        try check("curl_easy_setopt(\(option.rawValue))", spotward_curl_set_long(self, option, value))
    }

    func set(_ option: CURLoption, _ value: String) throws(WebhookError) {
        try check("curl_easy_setopt(\(option.rawValue))", spotward_curl_set_text(self, option, value))
    }

    func long(_ info: CURLINFO) -> Int? {
        var value = 0
        return spotward_curl_get_long(self, info, &value) == CURLE_OK ? value : nil
    }

    func offset(_ info: CURLINFO) -> Int64? {
        var value: curl_off_t = 0
        return spotward_curl_get_offset(self, info, &value) == CURLE_OK ? Int64(value) : nil
    }

    /// The first header of this name in the final answer.
    func header(_ name: String) -> String? {
        var header: UnsafeMutablePointer<curl_header>?
        guard curl_easy_header(self, name, 0, UInt32(CURLH_HEADER), -1, &header) == CURLHE_OK,
            let value = header?.pointee.value
        else { return nil }
        return String(cString: value)
    }
}
