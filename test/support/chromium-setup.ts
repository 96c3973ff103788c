import type { TestProject } from 'vitest/node'
import { findChromium } from './chromium.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the browser for `openBrowser`. */
    chromium: string
  }
}

/** Vitest global setup: looks for a browser once and hands its path to the tests. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('chromium', await findChromium())
}
