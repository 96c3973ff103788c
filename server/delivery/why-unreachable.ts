const UNTRUSTED =
  'the certificate of the receiver is not trusted: start the sandbox with NODE_EXTRA_CA_CERTS=file.pem, where the file has the certificate, or that of the authority which signed it'

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at this address (connection refused)',
  ENOTFOUND: 'the host name is not known',
  ECONNRESET: 'the receiver closed the connection without an answer',
  UND_ERR_SOCKET: 'the receiver closed the connection without an answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: `${UNTRUSTED} (self-signed)`,
  SELF_SIGNED_CERT_IN_CHAIN: `${UNTRUSTED} (signed by an authority of one's own)`,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `${UNTRUSTED} (it came without those between)`,
  CERT_HAS_EXPIRED: 'the certificate of the receiver has expired: make a new one',
  CERT_NOT_YET_VALID: 'the certificate of the receiver is not valid yet: look at the clocks of both machines',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'the certificate of the receiver is for another host name: make one that has the name or address in this URL',
  ERR_SSL_WRONG_VERSION_NUMBER:
    'the receiver speaks no TLS at this port: write http:// where it is not encrypted',
  EPROTO: 'the receiver speaks no TLS at this port: write http:// where it is not encrypted',
}

/** Why there was no answer, in words that say what to do; the error's own where none are known. */
export function whyUnreachable(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  // The parser of answers has codes of its own, and asserts what it relies on.
  if (code?.startsWith('HPE_') || code === 'ERR_ASSERTION') return 'the answer is not HTTP'
  return (code && REASONS[code]) || message || String(error)
}
