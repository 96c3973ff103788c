/** Colours of levels, by the number that the logger gives them. */
const LEVELS: Readonly<Record<number, { readonly name: string; readonly colour: number }>> = {
  10: { name: 'trace', colour: 2 },
  20: { name: 'debug', colour: 2 },
  30: { name: 'info', colour: 32 },
  40: { name: 'warn', colour: 33 },
  50: { name: 'error', colour: 31 },
  60: { name: 'fatal', colour: 31 },
}

interface LogLine {
  readonly level: number
  readonly time: number
  readonly msg?: string
  readonly merchant?: string
  readonly orderReference?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly response?: string | { readonly body: string }
  readonly err?: { readonly message: string; readonly stack?: string }
}

/** A line of the log, which is JSON, as people read it: time of day, whose it is, and what happened. */
export function prettyLine(json: string, colours: boolean): string {
  const line = JSON.parse(json) as LogLine
  const paint = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text)
  const { name, colour } = LEVELS[line.level] ?? { name: String(line.level), colour: 0 }
  const time = paint(2, new Date(line.time).toTimeString().slice(0, 8))
  const level = name === 'info' ? '' : `${paint(colour, name)} `
  const whose = [line.merchant, line.orderReference]
    .filter(Boolean)
    .map((text) => paint(2, `[${shown(text)}]`))
  const said = shown(line.msg ?? line.err?.message ?? '')
  return `${[`${time} ${level}`.trimEnd(), ...whose, said].join(' ')}\n${detailsOf(line).map(indented).join('')}`
}

/** Headers and bodies, which are there at `debug`, and where a fault came from. */
function detailsOf({ headers = {}, body, response, err }: LogLine): string[] {
  const answer = typeof response === 'object' ? response.body : response
  return [
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body ? [body] : []),
    ...(answer ? [`← ${answer}`] : []),
    ...(err?.stack ? err.stack.split('\n').slice(1) : []),
  ]
}

function indented(text: string): string {
  return `    ${shown(text.trimStart())}\n`
}

/** Without signs that would move the cursor or colour the terminal: much of this comes from elsewhere. */
function shown(text = ''): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (sign) =>
    sign === '\t' ? ' ' : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
