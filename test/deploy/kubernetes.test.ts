import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { packageRoot } from '../../server/package-root.js'

const MANIFEST = readFileSync(join(packageRoot, 'deploy/kubernetes.yaml'), 'utf8')

/** Where Kubernetes describes a kind: its types are made from the schema of the API server. */
function typeOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `import('kubernetes-types/${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}').${kind}`
}

/** What the compiler says of objects as the kinds that they say they are; it knows every field, and no other. */
function objectionsTo(objects: readonly Parameters<typeof typeOf>[0][]): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-manifest-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'))
  const lines = objects.map(
    (one, i) => `export const o${i}: ${typeOf(one)} = ${JSON.stringify(one, null, 1)}`,
  )
  writeFileSync(join(folder, 'manifest.ts'), lines.join('\n'))
  const options = '--ignoreConfig --noEmit --strict --skipLibCheck --types node --module preserve'.split(' ')
  const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, ...options, 'manifest.ts'], { cwd: folder })
  return stdout.toString()
}

function manifest() {
  return parseAllDocuments(MANIFEST).map((document) => document.toJS({ maxAliasCount: 20 }))
}

describe('the manifest for Kubernetes', () => {
  test('has the shape that the API server wants', () => {
    expect(objectionsTo(manifest())).toBe('')
  })

  test.each([
    ['readinesProbe', {}, "readinesProbe\"' does not exist in type 'Container'"],
    ['livenessProbe', { periodSeconds: '10' }, "'string' is not assignable to type 'number'"],
  ])('would be objected to with a slip of the pen in %s', (name, probe, objection) => {
    const [deployment] = manifest()
    const [container] = deployment.spec.template.spec.containers
    container[name] = { ...container[name], ...probe }
    expect(objectionsTo([deployment])).toContain(objection)
  })

  test('selects its own pods, is ready where it says so, and gives them the time that they take to drain', () => {
    const [deployment, budget, service] = manifest()
    const { template, selector } = deployment.spec
    for (const selected of [selector.matchLabels, budget.spec.selector.matchLabels, service.spec.selector])
      expect(template.metadata.labels).toMatchObject(selected)
    const [container] = template.spec.containers
    const env = Object.fromEntries(
      container.env.map(({ name, value }: { name: string; value?: string }) => [name, value]),
    )
    const drain = Number.parseInt(env.CLICKPESA_SANDBOX_DRAIN ?? '', 10)
    const { periodSeconds, failureThreshold, httpGet } = container.readinessProbe
    expect(httpGet.path).toBe('/readyz')
    expect(drain).toBeGreaterThan(periodSeconds * failureThreshold)
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(drain + 30)
    expect(budget.spec.minAvailable).toBeLessThan(deployment.spec.replicas)
  })
})
