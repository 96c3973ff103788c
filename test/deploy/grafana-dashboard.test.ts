import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { packageRoot } from '../../server/package-root.js'
import { serve } from '../../server/serve.js'

interface Panel {
  readonly id: number
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[]
}

const { panels, templating } = JSON.parse(
  readFileSync(join(packageRoot, 'deploy/grafana-dashboard.json'), 'utf8'),
) as {
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly { readonly query: unknown }[] }
}

/** The names of all figures that /metrics has. */
async function figures(): Promise<ReadonlySet<string>> {
  const { url, close } = await serve({ port: 0, host: '127.0.0.1', countFromStart: true })
  onTestFinished(close)
  // The process is measured from its first answer on.
  let text = ''
  while (!text.includes('process_')) text = await (await fetch(`${url}/metrics`)).text()
  return new Set(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', kind]) =>
      kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  )
}

/** The names of figures in an expression: what stands before braces. */
function namesIn(expr: string): string[] {
  return [...expr.matchAll(/\b([a-z_][a-z0-9_]*)(?=\{)/g)].map(([, name = '']) => name)
}

describe('the dashboard for Grafana', () => {
  test('asks for figures that there are', async () => {
    const known = await figures()
    const asked = panels.flatMap(({ title, targets }) =>
      targets.flatMap(({ expr }) => namesIn(expr).map((name) => ({ title, name }))),
    )
    expect(asked.length).toBeGreaterThanOrEqual(panels.length)
    expect(asked.filter(({ name }) => !known.has(name))).toEqual([])
    const [variable] =
      JSON.stringify(templating.list)
        .match(/label_values\((\w+)/)
        ?.slice(1) ?? []
    expect(known.has(variable ?? '')).toBe(true)
  })

  test('shows every figure of the sandbox but the limits that it compares with', async () => {
    const shown = new Set(panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => namesIn(expr))))
    const own = [...(await figures()).keys()].filter((name) => name.startsWith('clickpesa_sandbox_'))
    expect(own.filter((name) => !shown.has(name) && !/_(sum|count)$/.test(name))).toEqual([])
  })

  test('has panels that lie side by side, each once', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true)
  })

  test('groups by labels that the documents have for each figure', () => {
    const documented = readFileSync(join(packageRoot, 'docs/metrics.md'), 'utf8')
    for (const { targets } of panels) {
      for (const { expr } of targets) {
        const by =
          /by \(([^)]*)\)/
            .exec(expr)?.[1]
            ?.split(', ')
            .filter((label) => label !== 'le') ?? []
        const [name = ''] = namesIn(expr)
        const row = documented.split('\n').find((line) => line.includes(`\`${bare(name)}\``)) ?? ''
        for (const label of by) expect([name, row]).toEqual([name, expect.stringContaining(`\`${label}\``)])
      }
    }
  })
})

function bare(name: string): string {
  return name.replace('clickpesa_sandbox_', '').replace(/_bucket$/, '')
}
