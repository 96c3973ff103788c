import { API_PREFIX, type EndpointId, endpointOf, hasFixedPath, IDS_BY_PATH } from './endpoints.js'

const ROUTES = IDS_BY_PATH.map((id) => ({
  id,
  method: endpointOf(id).method,
  pattern: new RegExp(`^${API_PREFIX}${endpointOf(id).path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
}))

/** The endpoint at a path. Recordings by hand may leave the method out, so a fixed path is known by itself too. */
export function endpointAt(method: string, path: string): EndpointId | null {
  const found =
    ROUTES.find((route) => route.method === method && route.pattern.test(path)) ??
    ROUTES.find(({ id, pattern }) => hasFixedPath(id) && pattern.test(path))
  return found?.id ?? null
}
