const UNTRUSTED =
  'the certificate of the receiver is not trusted: start the sandbox with NODE_EXTRA_CA_CERTS=file.pem, where the file has the certificate, or that of the authority which signed it'

/** What is most often the matter, once a sandbox runs in a container. */
const CONTAINER =
  'in a container localhost is the container itself, and the machine around it host.docker.internal'

const NO_WAY =
  'there is no way to this address from here: look at the network, a VPN or a firewall between the two'

const CLOSED =
  'the receiver closed the connection without an answer: look in its own log, and whether this port speaks HTTPS'

const NO_TLS = 'the receiver speaks no TLS at this port: write http:// where it is not encrypted'

const OLD_TLS =
  'the receiver and the sandbox have no version or cipher of TLS in common: let the receiver speak TLS 1.2 or 1.3'

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: `nothing listens at this address (connection refused): start the receiver, or put its port right; ${CONTAINER}`,
  ENOTFOUND:
    'the host name is not known: put it right, or use an address that the sandbox can look up; names of containers are known only inside their own network',
  EAI_AGAIN: 'the host name could not be looked up: is there a network, and a name server?',
  ECONNRESET: CLOSED,
  UND_ERR_SOCKET: CLOSED,
  EPIPE: CLOSED,
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer are longer than 16 KB, which no more is read of',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the body of the answer is not as long as its Content-Length says',
  EHOSTUNREACH: NO_WAY,
  ENETUNREACH: NO_WAY,
  EADDRNOTAVAIL: NO_WAY,
  ETIMEDOUT: NO_WAY,
  UND_ERR_CONNECT_TIMEOUT: NO_WAY,
  DEPTH_ZERO_SELF_SIGNED_CERT: `${UNTRUSTED} (self-signed)`,
  SELF_SIGNED_CERT_IN_CHAIN: `${UNTRUSTED} (signed by an authority of one's own)`,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `${UNTRUSTED} (it came without those between)`,
  CERT_HAS_EXPIRED: 'the certificate of the receiver has expired: make a new one',
  CERT_NOT_YET_VALID: 'the certificate of the receiver is not valid yet: look at the clocks of both machines',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'the certificate of the receiver is for another host name: make one that has the name or address in this URL',
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  EPROTO: NO_TLS,
  ERR_SSL_UNSUPPORTED_PROTOCOL: OLD_TLS,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: OLD_TLS,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: OLD_TLS,
}

/** Why there was no answer, in words that say what to do; the error's own where none are known. */
export function whyUnreachable(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  // The parser of answers has codes of its own, and asserts what it relies on.
  if (code?.startsWith('HPE_') || code === 'ERR_ASSERTION' || message?.includes('HTTP/1.1 protocol'))
    return 'the answer is not HTTP: is this the port of the web server, and does it want https://?'
  return (code && REASONS[code]) || message || String(error)
}
