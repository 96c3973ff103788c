import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

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
  for (const { name, size, colorScheme, ...look } of looks === 'all' ? LOOKS : LOOKS.slice(0, 1)) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme })
    // Our pages have no frames, so the legacy mode, which spares another page for the results, sees as much.
    const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
    const { violations } = await ('rules' in look ? axe.withRules([...look.rules]) : axe).analyze()
    for (const { id, nodes } of violations) {
      barriers.push(...nodes.map(({ html }) => `${name}: ${id}: ${html}`))
    }
    const tooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    if (tooWide) barriers.push(`${name}: sideways scrolling`)
  }
  return barriers
}
