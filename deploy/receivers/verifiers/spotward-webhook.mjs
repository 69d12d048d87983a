/**
 * Verifies a message of a spotward hub: copy this file into a receiver written for Node 18 or later. No packages needed.
 *
 *     import { verify } from './spotward-webhook.mjs'
 *     const refusal = verify(request.headers, body, keys)     // body: the Buffer as it came, not a parsed object
 *     if (refusal) return response.writeHead(401).end(refusal)
 *
 * `keys` are what the hub's operator gave: `whsec_…`, a secret both share (signature v1), or `whpk_…`, the hub's public
 * key (signature v1a). Several may be alive while one is being changed. The format is Standard Webhooks 1.0.0.
 */
import { createHmac, createPublicKey, timingSafeEqual, verify as verifySignature } from 'node:crypto'

const toleranceSeconds = 300

/** Why a message is not to be believed, as a word of vectors.json; null when it is. Parse the body only after that. */
export function verify(headers, body, keys, now = Date.now() / 1000) {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']
  if (!id || !timestamp || !signatures) return 'header-missing'
  if (!/^[0-9]{1,12}$/.test(timestamp)) return 'timestamp-not-a-number'
  if (Math.abs(now - Number(timestamp)) > toleranceSeconds) return 'timestamp-off'
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
  for (const signature of signatures.split(' ')) {
    const comma = signature.indexOf(',')
    const version = signature.slice(0, comma)
    const code = Buffer.from(signature.slice(comma + 1), 'base64')
    for (const key of keys) {
      if (version === 'v1' && key.startsWith('whsec_') && isShared(key, signed, code)) return null
      if (version === 'v1a' && key.startsWith('whpk_') && isEd25519(key, signed, code)) return null
    }
  }
  return 'no-signature-matches'
}

function isShared(key, signed, code) {
  const expected = createHmac('sha256', Buffer.from(key.slice('whsec_'.length), 'base64')).update(signed).digest()
  return expected.length === code.length && timingSafeEqual(expected, code)
}

function isEd25519(key, signed, code) {
  const x = Buffer.from(key.slice('whpk_'.length), 'base64').toString('base64url')
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return code.length === 64 && verifySignature(null, signed, publicKey, code)
}
