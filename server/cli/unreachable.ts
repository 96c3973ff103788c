const IN_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was closed without an answer',
  EHOSTUNREACH: 'no way leads to that host',
  ENETUNREACH: 'no way leads to that network',
  ENOTFOUND: 'no host has that name',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: 'the host does not answer',
  UND_ERR_SOCKET: 'the connection was closed without an answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted; see docs/tls.md',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted; see docs/tls.md',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted; see docs/tls.md',
}

/** Why an address could not be called, in words. */
export function unreachableBecause({ code, message }: NodeJS.ErrnoException): string {
  if (code === undefined) return message
  // What speaks another protocol, or TLS where there is none, has a code of the reader's own.
  if (/^(HPE_|ERR_SSL_|EPROTO)/.test(code))
    return 'what listens there is no sandbox, or speaks http where https is asked'
  return IN_WORDS[code] ?? code
}
