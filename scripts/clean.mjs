// Removes the last build, so that a package holds nothing of files that are gone.
import { rmSync } from 'node:fs'

for (const folder of ['build', 'dist']) {
  rmSync(new URL(`../${folder}`, import.meta.url), { recursive: true, force: true })
}
