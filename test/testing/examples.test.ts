import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { packageRoot } from '../../server/package-root.js'
import { createSandbox, type SandboxClient } from '../../server/testing/index.js'

/** What the examples call the code under test. */
const YOUR_SHOP = `
  import { createServer } from 'node:http'
  import type { AddressInfo } from 'node:net'
  import type { MerchantClient, Shop } from 'clickpesa-sandbox'

  /** Orders something: what every shop does before its customer pays. */
  export async function placeOrder(merchant: MerchantClient, orderReference: string): Promise<string> {
    const { apiUrl, clientId, apiKey } = merchant
    const { token } = await post(\`\${apiUrl}/generate-token\`, { 'client-id': clientId, 'api-key': apiKey })
    const link = \`\${apiUrl}/checkout-link/generate-checkout-url\`
    const order = { totalPrice: '12500', orderCurrency: 'TZS', orderReference }
    return (await post(link, { authorization: String(token) }, order)).checkoutLink ?? ''
  }

  /** A shop that asks ClickPesa whatever it is told. */
  export async function startShop(merchant: MerchantClient): Promise<Shop> {
    const { apiUrl, clientId, apiKey } = merchant
    const paid = new Set<string>()
    const server = createServer(async (request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://shop')
      let text = ''
      for await (const chunk of request) text += chunk
      const reference: string = text ? JSON.parse(text).data.orderReference : searchParams.get('orderReference')
      const { token } = await post(\`\${apiUrl}/generate-token\`, { 'client-id': clientId, 'api-key': apiKey })
      const reply = await fetch(\`\${apiUrl}/payments/\${reference}\`, { headers: { authorization: String(token) } })
      const payments = reply.ok ? ((await reply.json()) as { status: string }[]) : []
      if (payments.some(({ status }) => status === 'SUCCESS')) paid.add(reference)
      response.end()
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const url = \`http://127.0.0.1:\${(server.address() as AddressInfo).port}\`
    let orders = 0
    return {
      webhook: \`\${url}/hook\`,
      returnUrl: \`\${url}/back\`,
      buy: async () => {
        const id = \`SHOP\${++orders}\`
        await placeOrder(merchant, id)
        return id
      },
      look: async (id) => ({ fulfilments: paid.has(id) ? 1 : 0 }),
      close: () => server.close(),
    }
  }

  async function post(url: string, headers: Record<string, string>, body = {}): Promise<Record<string, string>> {
    const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }
    const reply = await fetch(url, { ...init, body: JSON.stringify(body) })
    if (!reply.ok) throw new Error(\`\${url} says \${reply.status} \${await reply.text()}\`)
    return (await reply.json()) as Record<string, string>
  }
`

interface Example {
  readonly name: string
  readonly title: string
  readonly code: string
}

const examples = await readExamples()
let folder: string
let running: SandboxClient

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clickpesa-sandbox-examples-'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'your-shop.ts'), YOUR_SHOP)
  for (const { name, code } of examples) await writeFile(join(folder, `${name}.ts`), code)
  running = await createSandbox({ port: 0 })
  vi.stubEnv('CLICKPESA_SANDBOX_URL', running.url)
  vi.spyOn(console, 'log').mockReturnValue(undefined)
})
afterAll(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await running.close()
  await rm(folder, { recursive: true })
})

describe('every export of the package', () => {
  test.each(examples)('has an example with a title: $name', ({ title, code }) => {
    expect(title).toMatch(/^[A-Z].{10,}/)
    expect(code).toContain("from 'clickpesa-sandbox'")
  })

  test('has an example that compiles as in a project of its own', async () => {
    await writeFile(join(folder, 'wrong.ts'), "import { nothing } from 'clickpesa-sandbox'\n\nnothing()\n")
    expect((await compilerErrors()).trim().split('\n')).toEqual([
      expect.stringMatching(/wrong\.ts.*no exported member 'nothing'/),
    ])
  })

  test.each(examples)('has an example that runs: $name', async ({ name }) => {
    await import(/* @vite-ignore */ join(folder, `${name}.ts`))
  })
})

/** The first example in the comment of each export, in the file that declares it. */
async function readExamples(): Promise<Example[]> {
  const index = await source('server/testing/index.ts')
  const exported = [...index.matchAll(/^export (?:type )?\{([^}]+)\} from '(.+?)\.js'$/gm)]
  const found = exported.map(async ([, names = '', module = '']) => {
    const text = await source(join('server/testing', `${module}.ts`))
    return names
      .split(',')
      .map((name) => name.replace('type ', '').trim())
      .filter((name) => name !== '')
      .map((name) => exampleOf(name, text))
  })
  return (await Promise.all(found)).flat()
}

function exampleOf(name: string, text: string): Example {
  const kinds = '(?:async function|function|class|interface|type)'
  const declaration = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\nexport ${kinds} ${name}\\b`)
  const comment = (declaration.exec(text)?.[1] ?? '').replace(/^ \* ?/gm, '')
  const [, title = '', code = ''] = /@example (.*)\n```ts\n([\s\S]*?)```/.exec(comment) ?? []
  return { name, title, code }
}

function source(path: string): Promise<string> {
  return readFile(join(packageRoot, path), 'utf8')
}

/** What the compiler says of the folder, with the built types, as a project has them that has installed the package. */
async function compilerErrors(): Promise<string> {
  const compilerOptions = {
    rootDir: '/',
    typeRoots: [join(packageRoot, 'node_modules/@types')],
    paths: { 'clickpesa-sandbox': [join(packageRoot, 'dist/server/testing/index.d.ts')] },
  }
  const config = { extends: join(packageRoot, 'tsconfig.json'), compilerOptions, include: ['*.ts'] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc')
  try {
    await promisify(execFile)(process.execPath, [tsc, '--project', folder])
    return ''
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  }
}
