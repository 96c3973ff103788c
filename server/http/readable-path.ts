import { pathOf } from './plug-when-asked.js'

/**
 * An address whose path can be decoded: where some `%` in it begins no escape of UTF-8, each stands for itself. So the door
 * that it leads to answers it in its own shape, as any path that it does not have.
 */
export function withReadablePath(url: string): string {
  const path = pathOf(url)
  return firstUnreadable(path) === null ? url : path.replaceAll('%', '%25') + url.slice(path.length)
}

/** The first part of a path that cannot be decoded; null where all can. */
export function firstUnreadable(path: string): string | null {
  if (!path.includes('%')) return null
  return path.split('/').find((part) => !isReadable(part)) ?? null
}

function isReadable(part: string): boolean {
  try {
    decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}
