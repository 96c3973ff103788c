/**
 * A text as one part of a path. `.` and `..` lead elsewhere however they are written, so they are changed to what names
 * nothing, as is half a surrogate pair.
 */
export function pathSegment(text: string): string {
  return /^\.{1,2}$/.test(text) ? text.replaceAll('.', '%252E') : encodeURIComponent(text.toWellFormed())
}
