// Generates clients of the control API and of ClickPesa's API from their OpenAPI documents, with openapi-typescript and
// orval, and compiles them with programs that use them. The generators are fetched: they want another TypeScript than ours.
// Exits with 1 where a client does not compile, and with 75 where the generators could not be fetched.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const GENERATORS = ['openapi-typescript@7.13.0', 'orval@7.13.0', 'typescript@5.9.3']

/** A program for the clients of each document; both are in its folder, as `schema.ts` and `client.ts`. */
const PROGRAMS = {
  'control-openapi.json': `
import type { paths } from './schema.js'
import { postMerchants, getMerchantsByIdPayments } from './client.js'

type Opened = paths['/sandbox/api/v1/merchants']['post']['responses']['201']['content']['application/json']
export const credentials = ({ clientId, apiKey }: Opened): [string | null, string | null] => [clientId, apiKey]

export async function firstStatus(): Promise<string | undefined> {
  const opened = await postMerchants({ name: 'Duka' })
  if (opened.status !== 201) throw new Error(opened.data.hint)
  const listed = await getMerchantsByIdPayments(opened.data.id, { wait: '1s' })
  if (listed.status !== 200) throw new Error(listed.data.message)
  return listed.data.items[0]?.status
}
`,
  'openapi.json': `
import type { paths } from './schema.js'
import { generateCheckoutLink, generateToken, queryPayment } from './client.js'

type Link = paths['/third-parties/checkout-link/generate-checkout-url']['post']
export const address = (link: Link['responses']['200']['content']['application/json']): string => link.checkoutLink

export async function statuses(orderReference: string): Promise<string[]> {
  const made = await generateToken({ headers: { 'client-id': 'ID', 'api-key': 'SK' } })
  if (made.status !== 200) throw new Error(JSON.stringify(made.data))
  const headers = { authorization: made.data.token }
  const order = { totalPrice: '12500', orderCurrency: 'TZS', orderReference } as const
  const link = await generateCheckoutLink(order, { headers })
  if (link.status !== 200) throw new Error(JSON.stringify(link.data))
  const rows = await queryPayment(orderReference, { headers })
  return rows.status === 200 ? rows.data.map(({ status }) => status) : []
}
`,
}

const compilerOptions = {
  strict: true,
  noEmit: true,
  module: 'nodenext',
  target: 'es2022',
  lib: ['es2023', 'dom'],
  types: [],
}

const folder = mkdtempSync(join(tmpdir(), 'clients-'))
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const installed = attempt(
    ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...GENERATORS],
    75,
  )
  if (installed) {
    for (const [name, program] of Object.entries(PROGRAMS)) attempt(() => tryClients(name, program), 1)
  }
} finally {
  rmSync(folder, { recursive: true })
}

function tryClients(name, program) {
  const own = join(folder, name.replace('.json', ''))
  mkdirSync(own)
  cpSync(join(ROOT, 'contracts', name), join(own, 'document.json'))
  run(['npx', 'openapi-typescript', 'document.json', '--output', 'schema.ts'], own)
  run(['npx', 'orval', '--input', 'document.json', '--output', 'client.ts', '--client', 'fetch'], own)
  writeFileSync(join(own, 'program.ts'), program)
  writeFileSync(join(own, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }))
  run(['npx', 'tsc', '--project', '.'], own)
  console.log(`passed: clients of openapi-typescript and orval for ${name} compile`)
}

function attempt(what, exitCode) {
  try {
    typeof what === 'function' ? what() : run(what)
    return true
  } catch (error) {
    console.log(`failed: ${error.message}\n${error.stdout ?? ''}${error.stderr ?? ''}`)
    process.exitCode = exitCode
    return false
  }
}

function run([file, ...args], cwd = folder) {
  execFileSync(file, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
