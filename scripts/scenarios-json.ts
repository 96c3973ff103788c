import { writeFile } from 'node:fs/promises'
import { BUILT_IN_SCENARIOS, CHECKED_SCENARIOS, readScenarios } from '../server/scenario/load.js'

// Part of the build: the built-in scenarios, checked once here, so that a start need not read and judge YAML.
const written = (await readScenarios(BUILT_IN_SCENARIOS)).map((scenario) => [scenario.name, scenario.written])
await writeFile(CHECKED_SCENARIOS, JSON.stringify(Object.fromEntries(written)))
