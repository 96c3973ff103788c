/**
 * The one place where Fastify is loaded. `scripts/bundle-fastify.mjs` puts all of it into the built file: one of its
 * dependencies wants Node 22 (docs/decisions/0011-fastify-is-built-in.md).
 */
export { default, LogController } from 'fastify'
