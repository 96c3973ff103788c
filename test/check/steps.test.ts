import { expect, test } from 'vitest'
import type { Step } from '../../server/check/plan.js'
import { describeSteps } from '../../server/check/steps.js'

const BUY: Step = { do: 'buy' }
const deliver = (message: number) => ({ do: 'deliver', message }) as const

test('a message that was delivered before arrives again', () => {
  const twice: Step = { do: 'side-by-side', steps: [deliver(1), deliver(1)] }
  expect(describeSteps({ way: 'held', steps: [BUY, deliver(0), deliver(0), twice] })).toEqual([
    'a customer orders',
    'message 1 arrives',
    'message 1 arrives again',
    'at the same moment message 2 arrives and message 2 arrives again',
  ])
})

test('a message that ClickPesa sends itself has arrived before any step delivers it', () => {
  expect(describeSteps({ way: 'webhook', steps: [BUY, deliver(0)] })).toEqual([
    'a customer orders',
    'message 1 arrives again',
  ])
})
