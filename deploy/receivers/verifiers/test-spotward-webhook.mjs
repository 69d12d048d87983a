// Holds spotward-webhook.mjs against vectors.json.
import { readFileSync } from 'node:fs'
import { verify } from './spotward-webhook.mjs'

const sentAt = 1_614_265_330 // of the standard's own vectors
const vectors = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url)))
if (vectors.length < 20) throw new Error(`only ${vectors.length} vectors`)
let wrong = 0
for (const { name, headers, body, keys, late, refusal } of vectors) {
  const found = verify(headers, Buffer.from(body), keys, sentAt + late) ?? ''
  if (found === refusal) continue
  wrong += 1
  console.log(`${name}: "${found}", expected "${refusal}"`)
}
console.log(`node: ${vectors.length - wrong} of ${vectors.length} vectors`)
process.exit(wrong ? 1 : 0)
