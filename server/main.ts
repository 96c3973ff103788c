#!/usr/bin/env node
// Node reads a file whole before it runs any of it. What is loaded here at once keeps to what Node 12 can read, so that
// an old one can be told so.
import { nodeTooOld } from './node-version.js'

const tooOld = nodeTooOld(process.versions.node)
if (tooOld === null) {
  import('./cli/compile-cache.js').then(() => import('./cli/process.js'))
} else {
  process.stderr.write(`${tooOld}\n`)
  process.exitCode = 1
}
