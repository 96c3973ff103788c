/**
 * The control number of a checkout link: what a customer types into a mobile-money menu to pay it. The
 * form of ClickPesa's numbers is not published; twelve digits are an assumption, and always the same for a link.
 */
export function controlNumberOf(linkId: string): string {
  const digits = Number.parseInt(linkId.replace(/^CHE/, ''), 16) || 0
  return `99${String(digits).padStart(10, '0')}`
}
