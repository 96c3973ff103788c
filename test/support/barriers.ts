import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Half as long as `axe.source`, which counts: it goes to every page anew. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Where each page is looked at. Darkness changes the colours alone, so only they are judged again. */
const LOOKS = [
  { name: 'phone, light', size: { width: 390, height: 844 }, colorScheme: 'light' },
  {
    name: 'desktop, dark',
    size: { width: 1280, height: 900 },
    colorScheme: 'dark',
    rules: ['color-contrast'],
  },
] as const

/** What keeps somebody from using the page: axe's violations and sideways scrolling, each with where it was found. */
export async function findBarriers(page: Page, looks: 'all' | 'phone' = 'all'): Promise<string[]> {
  const barriers: string[] = []
  await page.evaluate(AXE)
  for (const { name, size, colorScheme, ...look } of looks === 'all' ? LOOKS : LOOKS.slice(0, 1)) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme })
    const options: axe.RunOptions = { resultTypes: ['violations'] }
    if ('rules' in look) options.runOnly = [...look.rules]
    const { violations } = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as axe.AxeResults
    for (const { id, nodes } of violations) {
      barriers.push(...nodes.map(({ html }) => `${name}: ${id}: ${html}`))
    }
    const tooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    if (tooWide) barriers.push(`${name}: sideways scrolling`)
  }
  return barriers
}
