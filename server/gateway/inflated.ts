import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib'
import { Refusal } from '../errors.js'
import { BODY_LIMIT_BYTES } from './json-body.js'

type Inflate = (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>

/** What the body parser of the gateway's framework inflates by default. */
const ENCODINGS: Readonly<Record<string, Inflate>> = {
  gzip: promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Buffer, ZlibOptions, Buffer>(inflate),
  br: promisify<Buffer, ZlibOptions, Buffer>(brotliDecompress),
}

/** A body as it was before it was compressed; refused when that is too large or cannot be found out. */
export async function inflated(bytes: Buffer, contentEncoding = 'identity'): Promise<Buffer> {
  const encoding = contentEncoding.trim().toLowerCase()
  if (encoding === 'identity' || encoding === '' || bytes.length === 0) return bytes
  const inflate = Object.hasOwn(ENCODINGS, encoding) ? ENCODINGS[encoding] : undefined
  if (!inflate) {
    throw new Refusal(
      'MALFORMED_JSON',
      `the body came with Content-Encoding: ${contentEncoding.slice(0, 60)}; send it as it is, or as gzip, deflate or br`,
    )
  }
  try {
    return await inflate(bytes, { maxOutputLength: BODY_LIMIT_BYTES })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Refusal(
        'BODY_TOO_LARGE',
        `the body is larger than ${BODY_LIMIT_BYTES} bytes once it is inflated`,
      )
    }
    throw new Refusal(
      'MALFORMED_JSON',
      `the header says Content-Encoding: ${encoding}, but the body is not ${encoding}: ${(error as Error).message}`,
    )
  }
}
