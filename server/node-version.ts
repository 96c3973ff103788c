/** Says so when a version of Node is older than what package.json promises. Keeps to what old versions can read. */
export function nodeTooOld(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return null
  return `clickpesa-sandbox needs Node 20.19 or newer, and this is Node ${version}: install a newer one from https://nodejs.org, or run it with "npx -y node@22".`
}
