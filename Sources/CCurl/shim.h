// libcurl for Swift: its headers, and the variadic calls that Swift cannot make, one wrapper for each argument type.
// No logic: what is set, and why, stands in Sources/Webhooks.
#ifndef SPOTWARD_CCURL_SHIM_H
#define SPOTWARD_CCURL_SHIM_H

#include <curl/curl.h>

// The shape of CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
typedef size_t (*spotward_curl_sink)(char *bytes, size_t size, size_t count, void *context);

// The shape of CURLOPT_OPENSOCKETFUNCTION.
typedef curl_socket_t (*spotward_curl_opener)(void *context, curlsocktype purpose, struct curl_sockaddr *address);

static inline CURLcode spotward_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode spotward_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

// libcurl copies the text, except for CURLOPT_POSTFIELDS.
static inline CURLcode spotward_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode spotward_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode spotward_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode spotward_curl_set_sink(CURL *handle, CURLoption option, spotward_curl_sink value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode spotward_curl_set_opener(CURL *handle, CURLoption option, spotward_curl_opener value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode spotward_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode spotward_curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode spotward_curl_get_pointer(CURL *handle, CURLINFO info, void **value) {
    return curl_easy_getinfo(handle, info, value);
}

// The payload of a multi-handle message, a union that Swift does not import as one would read it.
static inline CURLcode spotward_curl_result(const struct CURLMsg *message) {
    return message->data.result;
}

#endif
