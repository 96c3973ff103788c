import { expect, test } from 'vitest'
import { clockMoveView } from '../../server/control/views.js'
import type { Task } from '../../server/domain/task.js'
import { NINE_O_CLOCK } from '../support/things.js'

test('a clock that ran thousands of tasks tells the first thousand, and counts them all', () => {
  const task: Task = {
    id: 'm1-T1',
    merchantId: 'm1',
    seq: 1,
    dueAt: NINE_O_CLOCK,
    orderReference: 'A1',
    why: 'because',
    action: { kind: 'open-return', paymentId: 'P1' },
  }
  const move = { now: NINE_O_CLOCK, frozen: true, ran: Array(1500).fill(task) }
  expect(clockMoveView(move)).toMatchObject({ ranCount: 1500, ran: { length: 1000 } })
  expect(clockMoveView({ ...move, ran: [task] })).toMatchObject({ ranCount: 1, ran: [{ id: 'm1-T1' }] })
})
