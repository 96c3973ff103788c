// Makes the folder that it runs in ready for a release: `node scripts/release.mjs VERSION`. Sets the version wherever it
// stands, gives what is unreleased in the changelog its heading, and prints that section, which becomes the notes.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const UNRELEASED = '## Unreleased'
const RECIPES = 'docs/recipes'
const IMAGE = /(ghcr\.io\/[\w-]+\/clickpesa-sandbox:)\d+\.\d+\.\d+/g

const [version = ''] = process.argv.slice(2)
if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) fail(`"${version}" is not a version: give one such as 0.2.0.`)

const changelog = readFileSync('CHANGELOG.md', 'utf8')
if (changelog.includes(`\n## ${version} `))
  fail(`CHANGELOG.md has version ${version} already: give another one.`)
const begin = changelog.indexOf(UNRELEASED)
if (begin === -1) fail(`CHANGELOG.md has no heading "${UNRELEASED}".`)
const notesBegin = begin + UNRELEASED.length
const next = changelog.indexOf('\n## ', notesBegin)
const notes = changelog.slice(notesBegin, next === -1 ? undefined : next).trim()
if (!notes) fail(`CHANGELOG.md has nothing under "${UNRELEASED}": write down what users will notice.`)

const today = new Date().toISOString().slice(0, 10)
const heading = `${UNRELEASED}\n\n## ${version} (${today})`
writeFileSync('CHANGELOG.md', changelog.slice(0, begin) + heading + changelog.slice(notesBegin))
execFileSync(
  'npm',
  ['version', version, '--no-git-tag-version', '--allow-same-version', '--ignore-scripts'],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
  },
)
if (existsSync(RECIPES)) {
  for (const path of readdirSync(RECIPES).map((name) => join(RECIPES, name))) {
    const text = readFileSync(path, 'utf8')
    if (text.match(IMAGE)) writeFileSync(path, text.replace(IMAGE, `$1${version}`))
  }
}
console.log(notes)

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
