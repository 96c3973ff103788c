/**
 * The address of a logged call. Whatever a request line can carry becomes one: targets that are not path, as in
 * `OPTIONS *`, stand behind a slash.
 */
export function urlOf(path: string, url: string): string {
  return path.startsWith('/') ? `${url}${path}` : `${url}/${path}`
}
