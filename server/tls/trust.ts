import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { rootCertificates } from 'node:tls'
import type { Environment } from '../environment.js'
import { packageRoot } from '../package-root.js'
import { CLICKPESA_NAMES } from './names.js'

/** Variables that name a file of certificates, and replace what a program trusts otherwise. */
const BUNDLES = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'AWS_CA_BUNDLE'] as const

/** Where systems keep what they trust. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** Files that make programs trust the sandbox beside all that they trusted before, until they are removed. */
export interface TrustFiles {
  readonly bundle: string
  readonly phpFolder: string
  readonly remove: () => Promise<void>
}

/** Writes what programs in this environment trust, and the sandbox's authority, into a folder of this run alone. */
export async function writeTrust(certificate: string, env: Environment): Promise<TrustFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'clickpesa-sandbox-'))
  await chmod(folder, 0o700)
  const before = [...BUNDLES, 'NODE_EXTRA_CA_CERTS']
    .map((name) => env[name])
    .filter((path) => path !== undefined)
  const texts = await Promise.all(
    [...new Set([...before, ...SYSTEM_BUNDLES])].map((path) => readFile(path, 'utf8').catch(() => '')),
  )
  const bundle = join(folder, 'certificates.pem')
  await writeFile(bundle, [...rootCertificates, ...texts, certificate].filter(Boolean).join('\n'))
  const settings = ['curl.cainfo', 'openssl.cafile'].map((name) => `${name} = "${bundle}"\n`)
  await writeFile(join(folder, 'clickpesa-sandbox.ini'), settings.join(''))
  return { bundle, phpFolder: folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

interface TlsEnvironment extends Pick<TrustFiles, 'bundle' | 'phpFolder'> {
  readonly proxyUrl: string
  readonly sandboxPort: number
}

/** The variables that lead a command's calls for ClickPesa to the sandbox, and make it believe what it meets there. */
export function tlsEnvironment(
  env: Environment,
  { bundle, phpFolder, proxyUrl, sandboxPort }: TlsEnvironment,
): Record<string, string> {
  const redirect = join(packageRoot, 'server/tls/assets/redirect.cjs').replaceAll('\\', '\\\\')
  const exceptions = (env.NO_PROXY ?? env.no_proxy ?? '').split(',').map((name) => name.trim())
  const noProxy = exceptions.filter((name) => !wouldPassBy(name)).join(',')
  return {
    ...Object.fromEntries(BUNDLES.map((name) => [name, bundle])),
    NODE_EXTRA_CA_CERTS: bundle,
    NODE_OPTIONS: `${env.NODE_OPTIONS ?? ''} --require "${redirect}"`.trim(),
    CLICKPESA_TLS_PORT: String(sandboxPort),
    // PHP reads its usual folder too, for the empty name before.
    PHP_INI_SCAN_DIR: `${env.PHP_INI_SCAN_DIR ?? ''}${delimiter}${phpFolder}`,
    HTTPS_PROXY: proxyUrl,
    https_proxy: proxyUrl,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  }
}

/** Whether an exception from the proxy would lead past the sandbox. */
function wouldPassBy(exception: string): boolean {
  const name = exception
    .toLowerCase()
    .replace(/^\*?\./, '')
    .replace(/:\d+$/, '')
  return (
    name === '' || name === '*' || CLICKPESA_NAMES.some((host) => host === name || host.endsWith(`.${name}`))
  )
}

/** The proxy that an environment has for HTTPS; null where there is none, or none that is understood. */
export function proxyOf(env: Environment): URL | null {
  const named = env.https_proxy ?? env.HTTPS_PROXY
  return named && URL.canParse(named) && new URL(named).protocol === 'http:' ? new URL(named) : null
}
