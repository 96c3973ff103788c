import { execFileSync } from 'node:child_process'

/** What a shell gives the command line for a command that is pasted into it, word by word. */
export function wordsFor(pasted: string): readonly string[] {
  const show = `clickpesa-sandbox() { printf '%s\\0' "$@"; }; npx() { "$@"; }`
  const words = execFileSync('bash', ['-c', `${show}; ${pasted}`], { encoding: 'utf8' })
  return words.split('\0').slice(0, -1)
}
