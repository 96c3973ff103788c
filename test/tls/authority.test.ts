import { X509Certificate } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { serve } from '../../server/serve.js'
import { openAuthority } from '../../server/tls/authority.js'

const NOW = Date.UTC(2026, 10, 29)

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'tls')
}

it('is made once, and kept where its owner alone can read the key', async () => {
  const folder = freshFolder()
  const both = await Promise.all([openAuthority(folder, NOW), openAuthority(folder, NOW)])
  const later = await openAuthority(folder, NOW + 86_400_000)
  expect(new Set([...both, later].map(({ certificate }) => certificate)).size).toBe(1)
  expect(readFileSync(later.file, 'utf8')).toBe(later.certificate)
  expect(later.certificate).not.toContain('PRIVATE')
  if (process.platform === 'win32') return
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, 'authority.pem')).mode & 0o777).toBe(0o600)
})

it('overwrites nothing that a link in its folder leads to', async () => {
  const folder = freshFolder()
  const file = join(folder, '..', 'precious')
  mkdirSync(folder)
  writeFileSync(file, 'mine')
  symlinkSync(file, join(folder, 'ca.pem'))
  const authority = await openAuthority(folder, NOW)
  expect(readFileSync(file, 'utf8')).toBe('mine')
  expect(readFileSync(authority.file, 'utf8')).toBe(authority.certificate)
})

it('vouches for the names of ClickPesa and of this machine', async () => {
  const authority = await openAuthority(freshFolder(), NOW)
  const [made, root] = [
    new X509Certificate((await authority.issue()).cert),
    new X509Certificate(authority.certificate),
  ]
  expect(made.verify(root.publicKey)).toBe(true)
  expect([root.ca, made.ca]).toEqual([true, false])
  expect(
    ['api.clickpesa.com', 'checkout.clickpesa.com', 'localhost'].map((name) => made.checkHost(name)),
  ).toEqual(['api.clickpesa.com', 'checkout.clickpesa.com', 'localhost'])
  expect(['127.0.0.1', '::1'].map((address) => made.checkIP(address))).toEqual(['127.0.0.1', '::1'])
  expect(made.checkHost('clickpesa.com')).toBeUndefined()
  const days = (Date.parse(made.validTo) - Date.parse(made.validFrom)) / 86_400_000
  expect(days).toBeLessThan(398)
})

it('is not used when others could have read its key, and says what to do', async () => {
  if (process.platform === 'win32') return
  const folder = freshFolder()
  await openAuthority(folder, NOW)
  chmodSync(join(folder, 'authority.pem'), 0o644)
  await expect(openAuthority(folder, NOW)).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    message: expect.stringMatching(/authority\.pem cannot be used: others than its owner can read its key$/),
    hint: expect.stringMatching(/^remove the file/),
  })
})

it('is not used when it ends before what it would vouch for', async () => {
  const folder = freshFolder()
  await openAuthority(folder, NOW)
  await expect(openAuthority(folder, NOW + 9.5 * 365 * 86_400_000)).rejects.toMatchObject({
    message: expect.stringMatching(/it ends within a year$/),
  })
})

it('a sandbox with it speaks HTTPS, hands out the certificate, and names the checkout host in links', async () => {
  const serving = await serve({ port: 0, host: '127.0.0.1', tlsFolder: freshFolder(), merchant: {} })
  onTestFinished(() => serving.close())
  expect(serving.url).toBe(`https://127.0.0.1:${serving.port}`)
  const insecure = { rejectUnauthorized: false }
  const ca = await textOf(`${serving.url}/sandbox/ca.pem`, insecure)
  expect(ca).toMatch(/^-----BEGIN CERTIFICATE-----/)
  const asApi = { ca, servername: 'api.clickpesa.com', headers: { host: 'api.clickpesa.com' } }
  expect(await textOf(`${serving.url}/readyz`, asApi)).toBe('{"status":"ok"}')
  const merchants = JSON.parse(await textOf(`${serving.url}/sandbox/api/v1/merchants`, asApi))
  expect(JSON.stringify(merchants)).toContain('https://api.clickpesa.com/third-parties')
  await expect(textOf(`${serving.url}/readyz`, {})).rejects.toThrow(/certificate/)
})

function textOf(url: string, options: object): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, ...options }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => {
        text += chunk
      })
      answer.on('end', () => resolve(text))
    }).on('error', reject)
  })
}
