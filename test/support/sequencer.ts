import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Whose tests take longest, the longest first: begun last, one would have the other cores wait for it. */
const SLOWEST = [
  'test/e2e/inspector.test.ts',
  'test/e2e/shop.test.ts',
  'test/e2e/accessibility.test.ts',
  'test/e2e/checkout-states.test.ts',
  'test/examples/shop-suite.test.ts',
  'test/e2e/framing.test.ts',
  'test/e2e/checkout-page.test.ts',
  'test/e2e/first-visit.test.ts',
  'test/cli/start.test.ts',
  'test/compare/compare.test.ts',
  'test/contracts/endpoints.test.ts',
  'test/sandbox/resuming.test.ts',
  'test/store/full.test.ts',
]

/** Begins with the files that take longest; the rest is small, and fills up whatever core is free. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = SLOWEST.findIndex((file) => moduleId.endsWith(`/${file}`))
      return at === -1 ? SLOWEST.length : at
    }
    return files.toSorted((a, b) => rank(a) - rank(b))
  }
}
