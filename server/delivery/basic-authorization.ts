/** The header that HTTP clients send for the name and password in an address; null where it has neither. */
export function basicAuthorization({ username, password }: URL): string | null {
  if (username === '' && password === '') return null
  const credentials = `${decoded(username)}:${decoded(password)}`
  return `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`
}

/** Text with percent signs that encode nothing is meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
