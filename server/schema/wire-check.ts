import type { Ajv, AnySchema, ValidateFunction } from 'ajv'
import {
  ANNOTATION_KEYWORDS,
  type CUSTOM_FORMATS,
  type WireSchema,
} from '../../contracts/schemas/evidence.js'
import { parseAmount } from '../domain/money.js'
import { getOrAdd } from '../lib/get-or-add.js'
import { isHttpUrl, newAjv } from './schema-check.js'

const customFormats: Record<keyof typeof CUSTOM_FORMATS, (text: string) => boolean> = {
  amount: (text) => text === '' || (parseAmount(text) ?? 0) > 0,
  'http-url': (text) => text === '' || isHttpUrl(text),
}

let ajv: Ajv | null = null
const validators = new Map<WireSchema, ValidateFunction>()

/** Everything in a message that its schema does not allow, in words; an empty list for a good message. */
export function violations(schema: WireSchema, message: unknown): string[] {
  const validate = getOrAdd(validators, schema, () => validator().compile(schema as AnySchema))
  if (validate(message)) return []
  return (validate.errors ?? []).map(({ instancePath, message: complaint, params }) =>
    [instancePath || '/', complaint, JSON.stringify(params)].join(' '),
  )
}

function validator(): Ajv {
  ajv ??= newAjv({
    strict: true,
    allowUnionTypes: true,
    allErrors: true,
    formats: {
      ...customFormats,
      uri: (text: string) => URL.canParse(text),
      'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
    },
  }).addVocabulary([...ANNOTATION_KEYWORDS])
  return ajv
}
