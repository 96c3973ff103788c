import { printable } from '../lib/printable.js'
import { addressesAt } from '../lib/public-addresses.js'
import { quoted } from '../lib/shell.js'
import type { Facts } from './facts.js'

export interface BannerOptions {
  readonly version: string
  readonly colours: boolean
  /** IPv4 addresses of this machine on its networks. */
  readonly addresses: readonly string[]
}

/** What `start` shows to people: where everything is, and what to paste. */
export function banner(facts: Facts, { version, colours, addresses }: BannerOptions): string {
  const bold = (text: string) => (colours ? `\u001b[1m${text}\u001b[22m` : text)
  const faint = (text: string) => (colours ? `\u001b[2m${text}\u001b[22m` : text)
  const { clientId, apiKey, checksumKey, checksumEnabled, seed, controlToken, tokenIsNew } = facts
  const { apiUrl, inspectorUrl } = addressesAt(facts.url)
  const rows: (readonly [name: string, value: string, note?: string])[] = [
    ['Base URL', apiUrl],
    ['Client id', clientId],
    ['API key', apiKey],
    ['Checksum key', checksumKey, checksumEnabled ? 'the checksum is on' : 'the checksum is off'],
    ['Inspector', inspectorUrl],
    ['Guide', `${inspectorUrl}/guide`],
    ...containerRows(facts, addresses),
    ...(controlToken === null
      ? []
      : [tokenIsNew ? tokenRow(inspectorUrl, controlToken) : (['Control token', 'as configured'] as const)]),
    ['Seed', seed, `--seed ${seed} repeats this run`],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const table = rows.map(
    ([name, value, note]) =>
      `  ${name.padEnd(width)}  ${bold(printable(value))}${note ? `  ${faint(printable(`(${note})`))}` : ''}`,
  )
  return [
    `${bold('clickpesa-sandbox')} ${version}: a fake of ClickPesa's hosted checkout. No money moves.`,
    '',
    ...table,
    '',
    'Paste this into another terminal to get a token and create a checkout link:',
    '',
    curlCommands(facts),
    '',
    'Open the checkoutLink of the answer in a browser and pay. Ctrl-C stops the sandbox.',
    '',
  ].join('\n')
}

/** Commands for a POSIX shell that create a checkout link, for another order each time. */
function curlCommands(facts: Facts): string {
  const { clientId, apiKey, checksumKey, checksumEnabled } = facts
  const { apiUrl } = addressesAt(facts.url)
  // In the order of the keys, so that with braces around it this is also the text that is hashed.
  const order = `"orderCurrency":"TZS","orderReference":"'"$ORDER"'","totalPrice":"12500"`
  const signed = [
    `CHECKSUM=$(printf '%s' '{${order}}' |`,
    `  openssl dgst -sha256 -hmac ${quoted(checksumKey)} | sed 's/.* //')`,
  ]
  const body = checksumEnabled ? `'{${order},"checksum":"'"$CHECKSUM"'"}'` : `'{${order}}'`
  return [
    `TOKEN=$(curl -s -X POST ${quoted(`${apiUrl}/generate-token`)} \\`,
    `  -H ${quoted(`client-id: ${clientId}`)} \\`,
    `  -H ${quoted(`api-key: ${apiKey}`)} |`,
    `  sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
    'ORDER=ORDER$(date +%s)',
    ...(checksumEnabled ? signed : []),
    `curl -s -X POST ${quoted(`${apiUrl}/checkout-link/generate-checkout-url`)} \\`,
    `  -H "Authorization: $TOKEN" -H 'Content-Type: application/json' \\`,
    `  -d ${body}; echo`,
  ].join('\n')
}

function tokenRow(inspectorUrl: string, token: string) {
  return ['Control token', token, `open ${inspectorUrl}?token=${token}`] as const
}

/** A sandbox that listens on all networks is there for containers, which have another 127.0.0.1. */
function containerRows({ host, port }: Facts, addresses: readonly string[]) {
  if (host !== '0.0.0.0' && host !== '::') return []
  return ['host.docker.internal', ...addresses].map(
    (address, i) => [i === 0 ? 'Containers' : '', `http://${address}:${port}/third-parties`] as const,
  )
}
