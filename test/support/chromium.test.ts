import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findChromium, type Machine, playwrightBrowsers } from './chromium.js'

/** A computer on which just these files start; `fetching` says what a download or install adds. */
function machine(files: string[], details: Partial<Machine> = {}) {
  const present = new Set(files)
  const fetched: string[] = []
  const fetching = (name: string, brings?: string) => async () => {
    fetched.push(name)
    if (brings) present.add(brings)
    else throw new Error(`${name} refused`)
  }
  const built: Machine = {
    platform: 'linux',
    env: {},
    starts: async (path) => present.has(path),
    downloaded: () => ['/cache/headless-shell'],
    download: fetching('download'),
    ...details,
  }
  return { machine: built, fetched, fetching }
}

describe('findChromium', () => {
  it.each(['CHROMIUM_PATH', 'CHROME_PATH'])('prefers the browser named by %s', async (variable) => {
    const { machine: computer } = machine(['/own/chrome', '/usr/bin/chromium'], {
      env: { [variable]: '/own/chrome' },
    })
    expect(await findChromium(computer)).toBe('/own/chrome')
  })

  it('refuses a named browser that does not start, rather than test with another', async () => {
    const { machine: computer } = machine(['/usr/bin/chromium'], { env: { CHROMIUM_PATH: '/gone' } })
    await expect(findChromium(computer)).rejects.toThrow(
      'CHROMIUM_PATH is set to /gone, which is not there or does not start.',
    )
  })

  it('treats an empty variable as not set', async () => {
    const { machine: computer } = machine(['/usr/bin/chromium'], { env: { CHROMIUM_PATH: '' } })
    expect(await findChromium(computer)).toBe('/usr/bin/chromium')
  })

  it.each([
    ['linux', '/usr/bin/google-chrome'],
    ['darwin', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['win32', 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
  ] as const)('finds an installed browser on %s without fetching anything', async (platform, path) => {
    const { machine: computer, fetched } = machine([path], {
      platform,
      env: { PROGRAMFILES: 'C:\\Program Files' },
    })
    expect(await findChromium(computer)).toBe(path)
    expect(fetched).toEqual([])
  })

  it('uses what Playwright downloaded earlier', async () => {
    const { machine: computer, fetched } = machine(['/cache/headless-shell'])
    expect(await findChromium(computer)).toBe('/cache/headless-shell')
    expect(fetched).toEqual([])
  })

  it('downloads a browser when none is there', async () => {
    const { machine: computer, fetching } = machine([])
    computer.download = fetching('download', '/cache/headless-shell')
    expect(await findChromium(computer)).toBe('/cache/headless-shell')
  })

  it('installs the Debian package when the download fails', async () => {
    const { machine: computer, fetched, fetching } = machine([])
    computer.install = fetching('install', '/usr/bin/chromium')
    expect(await findChromium(computer)).toBe('/usr/bin/chromium')
    expect(fetched).toEqual(['download', 'install'])
  })

  it('installs the Debian package when the download lacks libraries to start', async () => {
    const { machine: computer, fetching } = machine([])
    computer.download = fetching('download', '/cache/cannot-start')
    computer.install = fetching('install', '/usr/bin/chromium')
    expect(await findChromium(computer)).toBe('/usr/bin/chromium')
  })

  it('says what was tried and what to do when nothing helps', async () => {
    const { machine: computer, fetching } = machine([])
    computer.install = fetching('install', '/somewhere/else')
    const failure = await findChromium(computer).catch((error: Error) => error.message)
    expect(failure).toContain('/usr/bin/google-chrome')
    expect(failure).toContain('playwright-core install: download refused')
    expect(failure).toContain('apt-get install chromium: finished, but what it brought does not start here')
    expect(failure).toContain('set CHROMIUM_PATH to the executable')
  })
})

describe('playwrightBrowsers', () => {
  it('adds the headless shell that lies beside full Chromium', () => {
    const cache = mkdtempSync(join(tmpdir(), 'browsers-'))
    try {
      const folder = join(cache, 'chromium_headless_shell-77', 'chrome-headless-shell-linux64')
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'chrome-headless-shell'), '')
      writeFileSync(join(folder, 'LICENSE.headless_shell'), '')
      const full = join(cache, 'chromium-77', 'chrome-linux64', 'chrome')
      expect(playwrightBrowsers(full)).toEqual([full, join(folder, 'chrome-headless-shell')])
    } finally {
      rmSync(cache, { recursive: true })
    }
  })

  it('copes with an empty cache', () => {
    expect(playwrightBrowsers('/nowhere/chromium-77/chrome-linux64/chrome')).toEqual([
      '/nowhere/chromium-77/chrome-linux64/chrome',
    ])
  })
})
