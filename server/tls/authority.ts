// The library below registers its parts with it, and so needs it first.
import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AsnConvert } from '@peculiar/asn1-schema'
import { GeneralName, GeneralSubtree, GeneralSubtrees, NameConstraints } from '@peculiar/asn1-x509'
import * as x509 from '@peculiar/x509'
import { SandboxMistake } from '../errors.js'
import { writeAnew } from '../write-anew.js'
import { AUTHORITY_FILE, certificateFile } from './files.js'
import { CERTIFIED_ADDRESSES, CERTIFIED_NAMES } from './names.js'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY_MS = 86_400_000

/** An authority is made once on a machine; clients that trust it should not have to be told again. */
const AUTHORITY_DAYS = 3650
/** More than a year is refused by clients that follow browsers; a new certificate is made at every start. */
const CERTIFICATE_DAYS = 365

/** A certificate and its private key, as PEM. */
export interface KeyPair {
  readonly key: string
  readonly cert: string
}

/** A local authority: it vouches for servers on this machine under ClickPesa's names, and can vouch for no others. */
export interface Authority {
  /** The certificate that clients have to trust, as PEM; nothing in it is secret. */
  readonly certificate: string
  /** The file that it is in. */
  readonly file: string
  /** Makes a certificate for this sandbox, with a key that is kept in memory alone. */
  readonly issue: () => Promise<KeyPair>
}

/**
 * Opens the authority of a folder, and makes one where there is none. Its key is in a file that only its owner may read. Throws
 * a SandboxMistake where it cannot be made, read or trusted any more.
 *
 * @param now - the real time, in milliseconds
 */
export async function openAuthority(folder: string, now: number): Promise<Authority> {
  x509.cryptoProvider.set(webcrypto as Crypto)
  const path = join(folder, AUTHORITY_FILE)
  try {
    const text = (await readIfThere(path)) ?? (await makeAuthority(path, now))
    const [certificate, keys] = await readAuthority(text)
    if (certificate.notAfter.getTime() < now + CERTIFICATE_DAYS * DAY_MS)
      throw new Error('it ends within a year')
    const file = certificateFile(folder)
    await writeAnew(file, `${certificate.toString('pem')}\n`)
    return {
      certificate: `${certificate.toString('pem')}\n`,
      file,
      issue: () => issue(certificate, keys, now),
    }
  } catch (error) {
    throw new SandboxMistake(
      'INVALID_CONFIG',
      `the certificate authority in ${path} cannot be used: ${(error as Error).message}`,
      'remove the file, and a new one is made at the next start; or choose another folder with --tls-folder',
    )
  }
}

async function readIfThere(path: string): Promise<string | null> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (!found) return null
  // Windows has other means, which this number says nothing of.
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    throw new Error('others than its owner can read its key')
  return readFile(path, 'utf8')
}

/** Writes a new authority whole or not at all; of processes that start together, one is the first. */
async function makeAuthority(path: string, now: number): Promise<string> {
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...life(now, AUTHORITY_DAYS),
    name: `CN=clickpesa-sandbox on this machine, OU=${randomBytes(4).toString('hex')}`,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      onlyOurNames(),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  const text = `${certificate.toString('pem')}\n${await pemOfKey(keys.privateKey)}\n`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const made = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(made, text, { mode: 0o600, flag: 'wx' })
  try {
    await link(made, path)
    return text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return await readFile(path, 'utf8')
  } finally {
    await rm(made)
  }
}

/** A stolen key must be of no use against any other site. */
function onlyOurNames(): x509.Extension {
  const names = CERTIFIED_NAMES.map((dNSName) => new GeneralName({ dNSName }))
  const addresses = ['7f000001ffffffff', `${'00'.repeat(15)}01${'ff'.repeat(16)}`].map((bytes) =>
    AsnConvert.parse(octetsTagged(7, Buffer.from(bytes, 'hex')), GeneralName),
  )
  const permittedSubtrees = new GeneralSubtrees(
    [...names, ...addresses].map((base) => new GeneralSubtree({ base })),
  )
  return new x509.Extension(
    '2.5.29.30',
    true,
    AsnConvert.serialize(new NameConstraints({ permittedSubtrees })),
  )
}

/** An address with its mask, which the library writes only without one. */
function octetsTagged(tag: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x80 + tag, bytes.length]), bytes])
}

async function readAuthority(text: string): Promise<[x509.X509Certificate, CryptoKeyPair]> {
  const [certificate, key] = x509.PemConverter.decodeWithHeaders(text)
  if (!certificate || !key) throw new Error('it holds no certificate with its key')
  const read = new x509.X509Certificate(certificate.rawData)
  const privateKey = await webcrypto.subtle.importKey('pkcs8', key.rawData, ALGORITHM, false, ['sign'])
  return [read, { privateKey, publicKey: await read.publicKey.export(webcrypto as Crypto) } as CryptoKeyPair]
}

async function issue(
  authority: x509.X509Certificate,
  { privateKey }: CryptoKeyPair,
  now: number,
): Promise<KeyPair> {
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.create({
    ...life(now, CERTIFICATE_DAYS),
    subject: `CN=${CERTIFIED_NAMES[0]}`,
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...CERTIFIED_NAMES.map((value) => ({ type: 'dns' as const, value })),
        ...CERTIFIED_ADDRESSES.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authority),
    ],
  })
  return { key: await pemOfKey(keys.privateKey), cert: certificate.toString('pem') }
}

function life(now: number, days: number) {
  // Clocks of containers and their hosts may differ.
  return {
    serialNumber: `0${randomBytes(15).toString('hex')}`,
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + (days - 1) * DAY_MS + DAY_MS / 2),
  }
}

function newKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<CryptoKeyPair>
}

async function pemOfKey(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', key as webcrypto.CryptoKey),
    'PRIVATE KEY',
  )
}
