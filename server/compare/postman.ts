import { API_PREFIX } from '../../contracts/endpoints.js'
import { isObject, type JsonObject, type JsonValue } from '../domain/checksum.js'

/** Whether a document is a collection of Postman, format 2.0 or 2.1. */
export function isPostmanCollection(document: JsonValue | undefined): document is JsonObject {
  return isObject(document) && isObject(document.info) && Array.isArray(document.item)
}

/**
 * The answers that somebody saved in a collection of Postman, each with the request that it belongs to, as entries of a HAR
 * file. Postman names no time for them. Variables have the values that the collection gives them; where one of the address has
 * none, it is taken for ClickPesa's.
 */
export function entriesOfCollection(collection: JsonObject): JsonValue[] {
  const variables = new Map(listed(collection.variable).map(({ key, value }) => [String(key), String(value)]))
  const filled = (text: string) =>
    text.replaceAll(
      /\{\{\s*([^{}]{1,200}?)\s*\}\}/g,
      (written, name: string) => variables.get(name) ?? written,
    )
  const entries: JsonValue[] = []
  // Folders hold items in turn, to any depth.
  const open = listed(collection.item).toReversed()
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    open.push(...listed(item.item).toReversed())
    for (const saved of listed(item.response)) {
      const request = isObject(saved.originalRequest) ? saved.originalRequest : fields(item.request)
      const { mode, raw } = fields(request.body)
      entries.push({
        request: {
          method: request.method ?? 'GET',
          url: absolute(filled(addressIn(request.url))),
          headers: pairs(request.header, filled),
          ...(mode === 'raw' && typeof raw === 'string' ? { postData: { text: filled(raw) } } : {}),
        },
        response: {
          status: saved.code ?? 0,
          headers: pairs(saved.header, (text) => text),
          content: typeof saved.body === 'string' ? { text: saved.body } : {},
        },
      })
    }
  }
  return entries
}

function addressIn(url: JsonValue | undefined): string {
  return String((isObject(url) ? url.raw : url) ?? '')
}

function absolute(url: string): string {
  const start = url.indexOf(`${API_PREFIX}/`)
  return URL.canParse(url) || start === -1 ? url : `https://api.clickpesa.com${url.slice(start)}`
}

function pairs(headers: JsonValue | undefined, filled: (text: string) => string): JsonValue[] {
  return listed(headers)
    .filter(({ disabled }) => disabled !== true)
    .map(({ key, value }) => ({ name: String(key), value: filled(String(value)) }))
}

function listed(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function fields(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {}
}
