import type { WrittenScenario } from '../scenario/scenario.js'

/** Longer than any run, so that tokens die only where a run wants that: a shop's own clock does not move with ClickPesa's. */
const tokenLifetime = '3650d'

function outcome(title: string, rest: Omit<WrittenScenario, 'title' | 'about'>): WrittenScenario {
  return { title, about: 'Used by check.', tokenLifetime, ...rest }
}

/** How payments of explored orders go, by name. `check-paid` is also what the shop's other calls follow. */
export const OUTCOMES = {
  'check-paid': outcome('The payment succeeds at once', { timeline: [{ after: '1s', status: 'SUCCESS' }] }),
  'check-failed': outcome('The payment fails', {
    timeline: [{ after: '1s', status: 'FAILED', message: 'Insufficient balance' }],
  }),
  'check-settled': outcome('The payment is settled at once', {
    timeline: [{ after: '1s', status: 'SETTLED', force: true }],
  }),
  'check-slow': outcome('The payment succeeds after an hour', {
    timeline: [{ after: '1h', status: 'SUCCESS' }],
  }),
  'check-stuck': outcome('The payment never ends', { timeline: [] }),
  'check-taken-back': outcome('The payment succeeds, and is reported as failed an hour later', {
    timeline: [
      { after: '1s', status: 'SUCCESS' },
      { after: '1h', status: 'FAILED', message: 'Reversed by the operator', force: true },
    ],
  }),
  'check-refunded': outcome('The payment succeeds, and is given back an hour later', {
    timeline: [
      { after: '1s', status: 'SUCCESS' },
      { after: '1h', status: 'REFUNDED' },
    ],
  }),
  'check-paid-after-all': outcome('The payment fails, and turns out to be paid an hour later', {
    timeline: [
      { after: '1s', status: 'FAILED', message: 'Timed out' },
      { after: '1h', status: 'SUCCESS', force: true },
    ],
  }),
  'check-too-little': outcome('Less is collected than the order asks for', {
    timeline: [{ after: '1s', status: 'SUCCESS' }],
    collected: { fee: '50%' },
  }),
  'check-other-currency': outcome('The same number is collected in another currency', {
    timeline: [{ after: '1s', status: 'SUCCESS' }],
    collected: { currency: 'USD' },
  }),
} as const satisfies Readonly<Record<string, WrittenScenario>>

export type Outcome = keyof typeof OUTCOMES
