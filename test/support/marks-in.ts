/** The lines of a page that show marks of Markdown to its reader, beside what stands in code. */
export function marksIn(page: string): readonly string[] {
  const read = page.replace(/<(pre|code|head)\b.*?<\/\1>/gs, '').replace(/<(?:[^>"]|"[^"]*")*>/g, '')
  return read.match(/[^\n]*(`|\*\*|\]\()[^\n]*/g) ?? []
}
