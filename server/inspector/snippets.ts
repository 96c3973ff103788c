// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are programs, and the braces are theirs
import { quoted } from '../lib/shell.js'

/** What a program needs to call the sandbox. */
export interface SnippetFacts {
  /** Address of the sandbox, without a slash at its end. */
  readonly url: string
  readonly clientId: string
  readonly apiKey: string
  readonly checksumKey: string
  readonly checksumEnabled: boolean
  /** Whether the control API asks for a token: then the customer's part is left to a browser. */
  readonly guarded: boolean
}

export interface Snippet {
  readonly language: 'curl' | 'JavaScript' | 'Python' | 'PHP'
  /** How to run it. */
  readonly run: string
  readonly code: string
}

/**
 * The first payment, from token to Query Payment, ready to be pasted and run. The customer's part is played
 * through the control API.
 */
export function snippetsFor(facts: SnippetFacts): readonly Snippet[] {
  return [
    { language: 'curl', run: 'paste it into a POSIX shell', code: curl(facts) },
    { language: 'JavaScript', run: 'node first-payment.mjs', code: javaScript(facts) },
    { language: 'Python', run: 'python3 first-payment.py', code: python(facts) },
    { language: 'PHP', run: 'php first-payment.php', code: php(facts) },
  ]
}

function curl({ url, clientId, apiKey, checksumKey, checksumEnabled, guarded }: SnippetFacts): string {
  // In the order of the keys, so that with braces around it this is also the text that is hashed.
  const order = `"orderCurrency":"TZS","orderReference":"'"$ORDER"'","totalPrice":"12500"`
  const signed = [
    `CHECKSUM=$(printf '%s' '{${order}}' |`,
    `  openssl dgst -sha256 -hmac ${quoted(checksumKey)} | sed 's/.* //')`,
  ]
  const body = checksumEnabled ? `'{${order},"checksum":"'"$CHECKSUM"'"}'` : `'{${order}}'`
  return [
    `API=${quoted(`${url}/third-parties`)}`,
    `TOKEN=$(curl -s -X POST "$API/generate-token" \\`,
    `  -H ${quoted(`client-id: ${clientId}`)} -H ${quoted(`api-key: ${apiKey}`)} |`,
    `  sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
    'ORDER=ORDER$(date +%s)',
    ...(checksumEnabled ? signed : []),
    'LINK=$(curl -s -X POST "$API/checkout-link/generate-checkout-url" \\',
    `  -H "Authorization: $TOKEN" -H 'Content-Type: application/json' \\`,
    `  -d ${body} | sed 's/.*"checkoutLink":"\\([^"]*\\)".*/\\1/')`,
    'echo "Pay in a browser: $LINK"',
    ...(guarded
      ? []
      : [
          '# Or let the sandbox play the customer, then ask how it went:',
          `curl -s -X POST ${quoted(`${url}/sandbox/api/v1/links/`)}"\${LINK##*/}/payments" \\`,
          `  -H 'Content-Type: application/json' -d '{"phoneNumber":"255744000111"}' > /dev/null`,
          `curl -s ${quoted(`${paymentsOf(url, clientId)}?status=SUCCESS&wait=10s&orderReference=`)}"$ORDER" > /dev/null`,
          `curl -s "$API/payments/$ORDER" -H "Authorization: $TOKEN"; echo`,
        ]),
  ].join('\n')
}

/** The payments of a merchant in the control API, whose lists can wait for one that is like what is asked for. */
function paymentsOf(url: string, clientId: string): string {
  return `${url}/sandbox/api/v1/merchants/${encodeURIComponent(clientId)}/payments`
}

function javaScript({ url, clientId, apiKey, checksumKey, checksumEnabled, guarded }: SnippetFacts): string {
  const signing = [
    "const { createHmac } = await import('node:crypto')",
    '// The keys stand in alphabetical order, so this is the canonical form.',
    `order.checksum = createHmac('sha256', ${text(checksumKey)}).update(JSON.stringify(order)).digest('hex')`,
  ]
  return [
    `const api = ${text(`${url}/third-parties`)}`,
    `const credentials = { 'client-id': ${text(clientId)}, 'api-key': ${text(apiKey)} }`,
    'const call = async (address, options) => (await fetch(address, options)).json()',
    '',
    "const { token } = await call(`${api}/generate-token`, { method: 'POST', headers: credentials })",
    "const headers = { authorization: token, 'content-type': 'application/json' }",
    '',
    "const order = { orderCurrency: 'TZS', orderReference: `ORDER${Date.now()}`, totalPrice: '12500' }",
    ...(checksumEnabled ? signing : []),
    'const { checkoutLink } = await call(`${api}/checkout-link/generate-checkout-url`, {',
    "  method: 'POST',",
    '  headers,',
    '  body: JSON.stringify(order),',
    '})',
    'console.log(`Pay in a browser: ${checkoutLink}`)',
    ...(guarded
      ? []
      : [
          '// Or let the sandbox play the customer, then ask how it went.',
          `await call(\`${url}/sandbox/api/v1/links/\${checkoutLink.split('/').at(-1)}/payments\`, {`,
          "  method: 'POST',",
          "  headers: { 'content-type': 'application/json' },",
          "  body: JSON.stringify({ phoneNumber: '255744000111' }),",
          '})',
          `await call(\`${paymentsOf(url, clientId)}?status=SUCCESS&wait=10s&orderReference=\${order.orderReference}\`)`,
          'console.log(await call(`${api}/payments/${order.orderReference}`, { headers }))',
        ]),
  ].join('\n')
}

function python({ url, clientId, apiKey, checksumKey, checksumEnabled, guarded }: SnippetFacts): string {
  const signing = [
    '# The keys stand in alphabetical order, so this is the canonical form.',
    "canonical = json.dumps(order, separators=(',', ':'), ensure_ascii=False)",
    `order['checksum'] = hmac.new(${text(checksumKey)}.encode(), canonical.encode(), 'sha256').hexdigest()`,
  ]
  return [
    checksumEnabled ? 'import hmac, json, time' : 'import json, time',
    'from urllib.request import Request, urlopen',
    '',
    `API = ${text(`${url}/third-parties`)}`,
    '',
    'def call(method, address, headers, body=None):',
    '    data = None if body is None else json.dumps(body, ensure_ascii=False).encode()',
    "    headers = {**headers, 'content-type': 'application/json'} if data else headers",
    '    with urlopen(Request(address, data, headers, method=method)) as answer:',
    '        return json.load(answer)',
    '',
    `credentials = {'client-id': ${text(clientId)}, 'api-key': ${text(apiKey)}}`,
    "token = {'Authorization': call('POST', API + '/generate-token', credentials)['token']}",
    '',
    "order = {'orderCurrency': 'TZS', 'orderReference': f'ORDER{time.time_ns() // 1_000_000}', 'totalPrice': '12500'}",
    ...(checksumEnabled ? signing : []),
    "link = call('POST', API + '/checkout-link/generate-checkout-url', token, order)['checkoutLink']",
    "print('Pay in a browser:', link)",
    '',
    ...(guarded
      ? []
      : [
          '# Or let the sandbox play the customer, then ask how it went.',
          `payments = ${text(`${url}/sandbox/api/v1/links/`)} + link.split('/')[-1] + '/payments'`,
          "call('POST', payments, {}, {'phoneNumber': '255744000111'})",
          `paid = ${text(`${paymentsOf(url, clientId)}?status=SUCCESS&wait=10s&orderReference=`)}`,
          "call('GET', paid + order['orderReference'], {})",
          "print(call('GET', API + '/payments/' + order['orderReference'], token))",
        ]),
  ].join('\n')
}

function php({ url, clientId, apiKey, checksumKey, checksumEnabled, guarded }: SnippetFacts): string {
  const signing = [
    '// The keys stand in alphabetical order, so this is the canonical form.',
    '$canonical = json_encode($order, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);',
    `$order['checksum'] = hash_hmac('sha256', $canonical, ${text(checksumKey)});`,
  ]
  return [
    '<?php',
    `$api = ${text(`${url}/third-parties`)};`,
    '',
    'function call($method, $address, $headers, $body = null) {',
    "    if ($body !== null) $headers[] = 'Content-Type: application/json';",
    "    $http = ['method' => $method, 'header' => $headers, 'content' => $body === null ? '' : json_encode($body)];",
    "    return json_decode(file_get_contents($address, false, stream_context_create(['http' => $http])), true);",
    '}',
    '',
    `$credentials = [${text(`client-id: ${clientId}`)}, ${text(`api-key: ${apiKey}`)}];`,
    "$token = ['Authorization: ' . call('POST', \"$api/generate-token\", $credentials)['token']];",
    '',
    "$order = ['orderCurrency' => 'TZS', 'orderReference' => 'ORDER' . hrtime(true), 'totalPrice' => '12500'];",
    ...(checksumEnabled ? signing : []),
    "$link = call('POST', \"$api/checkout-link/generate-checkout-url\", $token, $order)['checkoutLink'];",
    'echo "Pay in a browser: $link\\n";',
    '',
    ...(guarded
      ? []
      : [
          '// Or let the sandbox play the customer, then ask how it went.',
          `$payments = ${text(`${url}/sandbox/api/v1/links/`)} . basename($link) . '/payments';`,
          "call('POST', $payments, [], ['phoneNumber' => '255744000111']);",
          `$paid = ${text(`${paymentsOf(url, clientId)}?status=SUCCESS&wait=10s&orderReference=`)};`,
          "call('GET', $paid . $order['orderReference'], []);",
          "print_r(call('GET', \"$api/payments/{$order['orderReference']}\", $token));",
        ]),
  ].join('\n')
}

/** A text between single quotes, as JavaScript, Python and PHP all read it. */
function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
