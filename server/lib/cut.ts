/** The first characters of a text, by themselves: a slice of a long text would keep all of it in memory. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : JSON.parse(JSON.stringify(text.slice(0, length)))
}
