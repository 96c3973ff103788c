import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright-core'

/** What the search asks of the computer it runs on; tests hand in one of their own. */
export interface Machine {
  platform: NodeJS.Platform
  env: Record<string, string | undefined>
  /** True if the file is there and starts: some systems install stubs and some lack libraries. */
  starts(path: string): Promise<boolean>
  /** Browsers that Playwright has downloaded. */
  downloaded(): string[]
  /** Downloads Playwright's headless Chromium. */
  download(): Promise<void>
  /** Installs the distribution's Chromium; absent where that is impossible. */
  install?: () => Promise<void>
}

const variables = ['CHROMIUM_PATH', 'CHROME_PATH']

const usualPaths: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: [
    // Without windows that nobody sees, it opens pages in less than half of the time.
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/opt/google/chrome/chrome',
    '/snap/bin/chromium',
    '/usr/bin/microsoft-edge',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
}

/**
 * Finds a Chromium to test with and fetches one if there is none. Called once per test run, by the
 * global setup; Playwright and apt each hold their own lock if two runs fetch at the same time.
 */
export async function findChromium(machine: Machine = thisMachine()): Promise<string> {
  const chosen = variables.find((name) => machine.env[name])
  if (chosen) {
    const path = machine.env[chosen] ?? ''
    if (await machine.starts(path)) return path
    throw new Error(`${chosen} is set to ${path}, which is not there or does not start. Correct or unset it.`)
  }

  const search = async () => {
    for (const path of [...systemPaths(machine), ...machine.downloaded()]) {
      if (await machine.starts(path)) return path
    }
    return undefined
  }
  const present = await search()
  if (present) return present

  const failures: string[] = []
  for (const [what, fetch] of [
    ['playwright-core install', machine.download],
    ['apt-get install chromium', machine.install],
  ] as const) {
    if (!fetch) continue
    try {
      await fetch()
      const fetched = await search()
      if (fetched) return fetched
      failures.push(`${what}: finished, but what it brought does not start here`)
    } catch (error) {
      failures.push(`${what}: ${error instanceof Error ? error.message : error}`)
    }
  }
  throw new Error(
    [
      'The browser tests need Chromium or Chrome, and none was found.',
      `Looked at ${variables.join(', ')}, ${systemPaths(machine).join(', ')} and Playwright's own downloads.`,
      'Then tried to fetch one:',
      ...failures.map((failure) => `  - ${failure}`),
      'Install Chrome or Chromium, or set CHROMIUM_PATH to the executable.',
    ].join('\n'),
  )
}

function systemPaths({ platform, env }: Machine): string[] {
  if (platform !== 'win32') return usualPaths[platform] ?? []
  const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
    (root) => root !== undefined,
  )
  return roots.flatMap((root) => [
    `${root}\\Google\\Chrome\\Application\\chrome.exe`,
    `${root}\\Chromium\\Application\\chrome.exe`,
    `${root}\\Microsoft\\Edge\\Application\\msedge.exe`,
  ])
}

function thisMachine(): Machine {
  const debianAsRoot = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  return {
    platform: process.platform,
    env: process.env,
    starts,
    downloaded: () => playwrightBrowsers(chromium.executablePath()),
    download: () => run(process.execPath, [playwrightCli(), 'install', '--only-shell', 'chromium']),
    ...(debianAsRoot && { install: installFromDebian }),
  }
}

async function starts(path: string): Promise<boolean> {
  if (!existsSync(path)) return false
  // On Windows `chrome --version` opens a window instead of printing.
  if (process.platform === 'win32') return true
  return run(path, ['--version', '--no-sandbox'], 20_000).then(
    () => true,
    () => false,
  )
}

/** Full Chromium sits at the path Playwright names, the headless shell in a folder beside that one's. */
export function playwrightBrowsers(executable: string): string[] {
  const version = /^(.*[\\/])chromium-(\d+)[\\/]/.exec(executable)
  if (!version) return [executable]
  const shell = join(version[1] ?? '', `chromium_headless_shell-${version[2]}`)
  const names = existsSync(shell) ? readdirSync(shell, { recursive: true, encoding: 'utf8' }) : []
  const shells = names.filter((name) => /(^|[\\/])(chrome-)?headless[-_]shell(\.exe)?$/.test(name))
  return [executable, ...shells.map((name) => join(shell, name))]
}

function playwrightCli(): string {
  const manifest = createRequire(import.meta.url).resolve('playwright-core/package.json')
  return join(dirname(manifest), 'cli.js')
}

async function installFromDebian(): Promise<void> {
  const options = ['-y', '-o', 'DPkg::Lock::Timeout=300']
  await run('apt-get', ['update', ...options])
  const install = (name: string) => run('apt-get', ['install', ...options, '--no-install-recommends', name])
  // Older releases have the whole browser only.
  await install('chromium-headless-shell').catch(() => install('chromium'))
}

function run(command: string, args: string[], timeout = 600_000): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { timeout, maxBuffer: 16 * 1024 * 1024 }, (error, _stdout, stderr) => {
      if (!error) resolve()
      else reject(new Error(lastWords(stderr) || error.message))
    })
  })
}

/** The line of a tool's complaint that says the most: its last `Error:`, else simply its last line. */
function lastWords(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim())
  return lines.findLast((line) => /^(E|Error):/.test(line)) ?? lines.findLast((line) => line !== '') ?? ''
}
