import { Refusal } from '../errors.js'

type QueryString = Readonly<Record<string, string | string[] | undefined>>

const DAY_MS = 86_400_000

/** Days begin and end in East Africa Time, three hours ahead of UTC all year. */
const EAST_AFRICA_MS = 3 * 3_600_000

/** Reads the parameters of a call one by one; all that is wrong with them is refused at once. */
export class QueryReader {
  readonly #query: QueryString
  readonly #wrong: string[] = []

  constructor(query: QueryString) {
    this.#query = query
  }

  readonly text = (name: string): string | undefined => {
    const value = this.#query[name]
    if (!Array.isArray(value)) return value
    this.#wrong.push(`${name} must be a string`)
    return undefined
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    return this.#query[name] === undefined ? undefined : this.neededChoice(name, choices)
  }

  /** Undefined only where the parameter is wrong or missing, which `refuse` says. */
  neededChoice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    if (Array.isArray(this.#query[name])) return void this.text(name)
    const chosen = choices.find((known) => known === this.#query[name])
    if (!chosen) this.#wrong.push(`${name} must be one of the following values: ${choices.join(', ')}`)
    return chosen
  }

  count(name: string, least: number): number | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN
    if (Number.isNaN(number)) this.#wrong.push(`${name} must be an integer number`)
    else if (number < least) this.#wrong.push(`${name} must not be less than ${least}`)
    return number
  }

  /** From the first instant of `startDate` to the one after `endDate`; those days count too (assumed). */
  days(): { readonly from: number | undefined; readonly to: number | undefined } {
    const from = this.#day('startDate')
    const lastDay = this.#day('endDate')
    return { from, to: lastDay === undefined ? undefined : lastDay + DAY_MS }
  }

  /** Refuses the call if any parameter was wrong. */
  refuse() {
    if (this.#wrong.length === 0) return
    throw new Refusal('INVALID_FIELDS', `the query is wrong: ${this.#wrong.join('; ')}`, {
      validationMessages: this.#wrong,
    })
  }

  #day(name: string): number | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    const start = startOfDay(value)
    if (start === null) this.#wrong.push(`${name} must be a date in the format YYYY-MM-DD or DD-MM-YYYY`)
    return start ?? undefined
  }
}

function startOfDay(text: string): number | null {
  const [, year, month, day] =
    /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? reordered(/^(\d\d)-(\d\d)-(\d{4})$/.exec(text)) ?? []
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const exists = new Date(midnight).toJSON()?.startsWith(`${year}-${month}-${day}T`)
  return exists ? midnight - EAST_AFRICA_MS : null
}

function reordered(match: RegExpExecArray | null): (string | undefined)[] | null {
  return match && [match[0], match[3], match[2], match[1]]
}
