import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../server/package-root.js'
import { generatedFiles } from './generated-files.js'

for (const [path, content] of Object.entries(await generatedFiles())) {
  await writeFile(join(packageRoot, path), content)
  console.log(path)
}
