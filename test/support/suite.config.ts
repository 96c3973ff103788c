import { relative } from 'node:path'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import type { Reporter } from 'vitest/node'
import { packageRoot } from '../../server/package-root.js'
import { fromBuild } from './package-name.js'
import type { PlantedBug, SuiteLine, SuiteRun } from './run-suite.js'

/** What `runSuite` starts: one suite, once as it is or once with each planted bug, told line by line. */

const { suite, bugs } = JSON.parse(process.env.SUITE_RUN ?? '{}') as SuiteRun

const teller: Reporter = {
  onTestCaseResult(test) {
    const { state, errors = [] } = test.result()
    tell({
      told: 'test',
      project: test.project.name,
      name: test.name,
      state,
      errors: errors.map(({ message }) => message),
    })
  },
  onUserConsoleLog({ content }) {
    tell({ told: 'console', content })
  },
}

function tell(line: SuiteLine) {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function planted({ file, line, becomes }: PlantedBug): Plugin {
  return {
    name: 'planted-bug',
    enforce: 'pre',
    transform(code, id) {
      if (relative(packageRoot, id) !== file) return
      if (code.split(line).length !== 2) throw new Error(`${file} does not have this once: ${line}`)
      return code.replace(line, () => becomes)
    },
  }
}

export default defineConfig({
  root: packageRoot,
  resolve: { alias: fromBuild },
  test: {
    reporters: [teller],
    testTimeout: 60_000,
    projects: (bugs ?? [null]).map((bug) => ({
      extends: true,
      plugins: bug ? [planted(bug)] : [],
      test: {
        name: bug?.name ?? 'as it is',
        include: [suite],
        pool: 'threads',
        server: { deps: { external: [/\/dist\//] } },
      },
    })),
  },
})
