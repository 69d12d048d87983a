// Package spotwardwebhook verifies a message of a spotward hub: copy this file into a receiver written in Go.
//
//	if err := spotwardwebhook.Verify(request.Header, body, keys, time.Now()); err != nil {
//		http.Error(writer, err.Error(), http.StatusUnauthorized)
//		return
//	}
//
// body is the bytes as they came; parse them only after that. keys are what the hub's operator gave: "whsec_…", a secret
// both share (signature v1), or "whpk_…", the hub's public key (signature v1a). Several may be alive while one is being
// changed. The format is Standard Webhooks 1.0.0.
package spotwardwebhook

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Why a message is not to be believed: the words of vectors.json.
var (
	ErrHeaderMissing             = errors.New("header-missing")
	ErrTimestampNotANumber       = errors.New("timestamp-not-a-number")
	ErrTimestampOff              = errors.New("timestamp-off")
	ErrNoSignatureMatches        = errors.New("no-signature-matches")
	tolerance              int64 = 300
)

// Verify returns nil for a message that one of the keys signed within five minutes of now.
func Verify(header http.Header, body []byte, keys []string, now time.Time) error {
	id, stamp, signatures := header.Get("webhook-id"), header.Get("webhook-timestamp"), header.Get("webhook-signature")
	if id == "" || stamp == "" || signatures == "" {
		return ErrHeaderMissing
	}
	seconds, err := strconv.ParseUint(stamp, 10, 40)
	if err != nil {
		return ErrTimestampNotANumber
	}
	if late := now.Unix() - int64(seconds); late > tolerance || late < -tolerance {
		return ErrTimestampOff
	}
	signed := append([]byte(id+"."+stamp+"."), body...)
	for _, signature := range strings.Fields(signatures) {
		version, encoded, _ := strings.Cut(signature, ",")
		code, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			continue
		}
		for _, key := range keys {
			if version == "v1" && isShared(key, signed, code) || version == "v1a" && isEd25519(key, signed, code) {
				return nil
			}
		}
	}
	return ErrNoSignatureMatches
}

func isShared(key string, signed, code []byte) bool {
	secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(key, "whsec_"))
	if !strings.HasPrefix(key, "whsec_") || err != nil {
		return false
	}
	expected := hmac.New(sha256.New, secret)
	expected.Write(signed)
	return hmac.Equal(expected.Sum(nil), code)
}

func isEd25519(key string, signed, code []byte) bool {
	public, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(key, "whpk_"))
	return strings.HasPrefix(key, "whpk_") && err == nil && len(public) == ed25519.PublicKeySize && ed25519.Verify(public, signed, code)
}
