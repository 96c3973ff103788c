/** Addresses with a name or a password, also where JSON has escaped their slashes. */
const WITH_PASSWORD = /(:(?:\\?\/){2}(?:[^\s/?#"'<>\\:@]*:)?)[^\s/?#"'<>\\]+@/g

/**
 * A text in which no address tells its password: `https://name:***@shop.example/`. A name that stands alone is often a
 * secret too, so it is hidden as well.
 */
export function hidePasswords(text: string): string {
  return text.includes('@') ? text.replaceAll(WITH_PASSWORD, '$1***@') : text
}
