import { expect, test } from 'vitest'
import { whyUnreachable } from '../../server/delivery/why-unreachable.js'

const failed = (code: string) => whyUnreachable(Object.assign(new Error('its own words'), { code }))

test.each([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])('a certificate that is not trusted, %s, is said with the way to trust it', (code) => {
  expect(failed(code)).toContain('NODE_EXTRA_CA_CERTS')
})

test.each([
  ['CERT_HAS_EXPIRED', 'expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'another host name'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'write http://'],
  ['ECONNREFUSED', 'host.docker.internal'],
  ['ENOTFOUND', 'names of containers'],
  ['EAI_AGAIN', 'name server'],
  ['ECONNRESET', 'look in its own log'],
  ['EHOSTUNREACH', 'firewall'],
  ['UND_ERR_CONNECT_TIMEOUT', 'firewall'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'TLS 1.2 or 1.3'],
  ['HPE_INVALID_CONSTANT', 'not HTTP'],
  ['UND_ERR_HEADERS_OVERFLOW', '16 KB'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'Content-Length'],
  ['ESOMETHING', 'its own words'],
])('%s is said in words: %s', (code, words) => {
  expect(failed(code)).toContain(words)
})
