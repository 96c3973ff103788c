/**
 * The control number of a checkout link: what a customer types into a mobile-money menu to pay it. The
 * documented samples have fourteen digits. Always the same for a link.
 */
export function controlNumberOf(linkId: string): string {
  const digits = Number.parseInt(linkId.replace(/^CHE/, ''), 16) || 0
  return `99${String(digits).padStart(12, '0')}`
}
