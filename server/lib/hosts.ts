/** Whether only this machine can reach a server on the host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** Where this machine reaches a server of its own; one that listens on all networks is on loopback too. */
export function localUrl(host: string, port: number | string, protocol: 'http' | 'https' = 'http'): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `${protocol}://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
}

/**
 * The host in a Host header or an address, as browsers write it: in lower case, IPv6 in brackets. Returns null for
 * what has anything else in it than a host and a port.
 */
export function hostIn(authority: string): string | null {
  if (!/^([\w-][\w.-]*|\[[\da-f:.]+\])(:\d{0,5})?$/i.test(authority)) return null
  const url = `http://${authority}`
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : null
}

/** The host of an address, written like that of {@link hostIn}. */
export function hostOfUrl(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : null
}

/** Whether a host, as {@link hostIn} writes it, means the machine of whoever asks for it, whatever a name server says. */
export function isLoopbackHost(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    isLoopback(host) ||
    /^\[(::1|::ffff:7f[\da-f]{2}:[\da-f]{1,4})\]$/.test(host)
  )
}

/** Whether a host, as {@link hostIn} writes it, is an address: no name server can make it another machine's. */
export function isIpAddress(host: string): boolean {
  return host.startsWith('[') || /^\d+(\.\d+){3}$/.test(host)
}

/** Whether a host is one of these names, or below one that has `*.` before it. */
export function isNamed(host: string, names: readonly string[]): boolean {
  return names.some((written) => {
    const name = written.toLowerCase()
    return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name
  })
}
