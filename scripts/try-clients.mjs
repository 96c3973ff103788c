// Generates clients of the control API from its OpenAPI document, with openapi-typescript and orval, and compiles them
// with a program that uses them. The generators are fetched: they want another TypeScript than ours.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const GENERATORS = ['openapi-typescript@7.13.0', 'orval@7.13.0', 'typescript@5.9.3']

const PROGRAM = `
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
`

const folder = mkdtempSync(join(tmpdir(), 'clients-'))
try {
  cpSync(join(ROOT, 'contracts/control-openapi.json'), join(folder, 'control.json'))
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  run(['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...GENERATORS])
  run(['npx', 'openapi-typescript', 'control.json', '--output', 'schema.ts'])
  run(['npx', 'orval', '--input', 'control.json', '--output', 'client.ts', '--client', 'fetch'])
  writeFileSync(join(folder, 'program.ts'), PROGRAM)
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2023', 'dom'],
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, types: [] }, files: ['program.ts'] }),
  )
  run(['npx', 'tsc', '--project', '.'])
  console.log('passed: clients of openapi-typescript and orval compile')
} catch (error) {
  console.log(`failed: ${error.message}\n${error.stdout ?? ''}${error.stderr ?? ''}`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}

function run([file, ...args]) {
  execFileSync(file, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
