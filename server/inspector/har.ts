import type { RequestEntry } from '../domain/journal.js'
import { STATUS_CODES } from '../http/node-http.js'
import { urlOf } from './logged-url.js'

/** The calls as an HTTP archive (HAR 1.2), as browsers' tools and `clickpesa-sandbox compare` read it. */
export function harOf(requests: readonly RequestEntry[], url: string, version: string) {
  return {
    log: {
      version: '1.2',
      creator: { name: 'clickpesa-sandbox', version },
      entries: requests.map((request) => entryOf(request, url)),
    },
  }
}

function entryOf(request: RequestEntry, url: string) {
  const { at, method, path, headers, body, status, response, durationMs, refusal, fault } = request
  const [, query = ''] = path.split(/\?(.*)/s)
  const explanation = fault?.explanation ?? refusal?.explanation
  return {
    startedDateTime: new Date(at).toISOString(),
    time: durationMs,
    request: {
      method,
      url: new URL(urlOf(path, url)).href,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
      queryString: [...new URLSearchParams(query)].map(([name, value]) => ({ name, value })),
      ...(body === ''
        ? {}
        : { postData: { mimeType: headers['content-type'] ?? 'application/json', text: body } }),
      headersSize: -1,
      bodySize: Buffer.byteLength(body),
    },
    response: {
      status,
      statusText: STATUS_CODES[status] ?? '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      content: { size: Buffer.byteLength(response), mimeType: 'application/json', text: response },
      redirectURL: '',
      headersSize: -1,
      bodySize: Buffer.byteLength(response),
    },
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
    ...(explanation ? { comment: explanation } : {}),
  }
}
