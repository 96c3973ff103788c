import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { packageRoot } from '../package-root.js'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * Serves the styles, scripts and pictures in a door's `assets` folder under `address`, and beside them files of
 * `libraries`. They are read once; a browser asks each time and mostly gets 304.
 */
export async function serveAssets(
  app: FastifyInstance,
  door: string,
  address: string,
  libraries: readonly string[] = [],
) {
  const folder = join(packageRoot, 'server', door, 'assets')
  const own = (await readdir(folder)).map((file) => join(folder, file))
  for (const path of [...own, ...libraries]) {
    const file = basename(path)
    const bytes = await readFile(path)
    const type = TYPES[extname(file)] ?? 'application/octet-stream'
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 20)}"`
    app.get(`${address}/${file}`, { schema: { hide: true } }, async (request, reply) => {
      reply.headers({ etag, 'cache-control': 'no-cache' })
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.type(type).send(bytes)
    })
  }
}
