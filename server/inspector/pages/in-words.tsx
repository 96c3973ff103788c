/** What one of our messages names in backticks, such as a command or a field, at most this long. */
const NAMED = /`([^`\n]{1,200})`/

/** One of our messages: what it names in backticks is shown as code. Whatever stands in it is escaped. */
export function InWords({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null
  // Split at a pattern with a group: every other part is what the group caught.
  return <>{text.split(NAMED).map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}</>
}
