import { writeFile } from 'node:fs/promises'
import { _, Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { ANNOTATION_KEYWORDS } from '../contracts/schemas/evidence.js'
import { singleSettingsSchema } from '../server/config.js'
import { OUR_FORMATS } from '../server/schema/formats.js'

// Part of the build: the validator of settings as code, so that a start need load no library to make it.
const ajv = new Ajv({
  strict: true,
  allowUnionTypes: true,
  formats: OUR_FORMATS,
  keywords: [...ANNOTATION_KEYWORDS],
  // Lengths in UTF-16 units: a text that passes is never longer in characters.
  unicode: false,
  code: { source: true, esm: true, formats: _`OUR_FORMATS` },
  logger: false,
})
ajv.addSchema(singleSettingsSchema as object, 'settings')
const code = standalone.default(ajv, { settingsAreValid: 'settings' })
if (/\brequire\(/.test(code)) throw new Error('the validator of settings would load a module of Ajv')
await writeFile(
  new URL('../server/settings-ahead.js', import.meta.url),
  `import { OUR_FORMATS } from './schema/formats.js'\n${code}`,
)
