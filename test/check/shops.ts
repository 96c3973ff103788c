import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { readCheckConfig } from '../../server/check/config.js'
import { shopFrom } from '../../server/check/probes.js'
import type { Shop, ShopStarter } from '../../server/check/shop.js'
import { ShopProcess } from '../../server/cli/shop-process.js'
import type { MerchantClient } from '../../server/testing/merchant-client.js'
import { fakeIo } from '../cli/fake-io.js'
import { freePort } from '../support/free-port.js'
import type { Planted } from './planted.js'

type Change = Pick<Planted, 'file' | 'line' | 'becomes'>

/** What makes the example shop ask for its payments by pushes to phones. */
const PUSHES: readonly Change[] = [
  {
    file: 'clickpesa.js',
    line: `const { checkoutLink } = await call('POST', '/checkout-link/generate-checkout-url', body)
      return checkoutLink`,
    becomes: `const { id } = await call('POST', '/payments/initiate-ussd-push-request', body)
      return id`,
  },
  {
    file: 'shop.js',
    line: 'orderItems: [{ name: order.item, price: order.amount.toFixed(2), quantity: 1 }],',
    becomes: 'amount: order.amount.toFixed(2),',
  },
  { file: 'shop.js', line: 'orderCurrency:', becomes: 'currency:' },
  { file: 'shop.js', line: 'customerName: name,', becomes: '' },
  { file: 'shop.js', line: 'customerPhone:', becomes: 'phoneNumber:' },
]

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url))
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** Copies an example with lines of it changed. Returns where, and how to be rid of it. */
async function plant(example: string, changes: readonly Change[]) {
  const folder = await mkdtemp(join(tmpdir(), 'planted-'))
  await cp(join(EXAMPLES, example), join(folder, example), { recursive: true })
  await symlink(MODULES, join(folder, 'node_modules'), 'dir')
  for (const change of changes) {
    const file = join(folder, example, change.file)
    const text = await readFile(file, 'utf8')
    if (!text.includes(change.line)) throw new Error(`${change.file} has no line "${change.line}"`)
    await writeFile(
      file,
      text.replace(change.line, () => change.becomes),
    )
  }
  return { folder: join(folder, example), remove: () => rm(folder, { recursive: true, force: true }) }
}

async function configOf(example: string, url: string) {
  const text = await readFile(join(EXAMPLES, example, 'check.yaml'), 'utf8')
  return readCheckConfig('check.yaml', text.replace('http://127.0.0.1:3000', url))
}

/** The example shop in this process; it signs and verifies nothing where its application has no checksum, and may sell by pushes. */
export function nodeShop(bug: Planted | null = null, { checksum = true, pushes = false } = {}): ShopStarter {
  return {
    start: async ({ apiUrl: baseUrl, clientId, apiKey, checksumKey }: MerchantClient): Promise<Shop> => {
      const { folder, remove } = await plant('shop', [...(pushes ? PUSHES : []), ...(bug ? [bug] : [])])
      const { buildTestShop } = await import(pathToFileURL(join(folder, 'test-build.js')).href)
      const app = buildTestShop({ baseUrl, clientId, apiKey, ...(checksum ? { checksumKey } : {}) })
      const url = await app.listen({ host: '127.0.0.1', port: 0 })
      return {
        ...shopFrom(await configOf('shop', url)),
        close: async () => {
          await app.close()
          await remove()
        },
      }
    },
  }
}

/** The example in Python, in a process of its own. */
export function pythonShop(bug: Planted | null = null): ShopStarter {
  return {
    start: async ({ apiUrl, clientId, apiKey, checksumKey }: MerchantClient): Promise<Shop> => {
      const { folder, remove } = await plant('duka-python', bug ? [bug] : [])
      const port = await freePort()
      const url = `http://127.0.0.1:${port}`
      const { io } = fakeIo({ folder, env: process.env as Record<string, string> })
      const shop = await ShopProcess.start(
        ['python3', 'duka.py'],
        url,
        {
          PORT: String(port),
          CLICKPESA_BASE_URL: apiUrl,
          CLICKPESA_CLIENT_ID: clientId,
          CLICKPESA_API_KEY: apiKey,
          CLICKPESA_CHECKSUM_KEY: checksumKey,
        },
        io,
      )
      return {
        ...shopFrom(await configOf('duka-python', url)),
        close: async () => {
          await shop.close()
          await remove()
        },
      }
    },
  }
}
