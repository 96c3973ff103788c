import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { generatedFiles } from '../scripts/generated-files.js'
import { packageRoot } from '../server/package-root.js'

test('every generated file is what `npm run generate` makes of the code as it is', async () => {
  for (const [path, content] of Object.entries(await generatedFiles())) {
    const committed = await readFile(join(packageRoot, path), 'utf8')
    expect(committed === content, `${path} is out of date: run npm run generate`).toBe(true)
  }
})
