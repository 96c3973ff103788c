import { type History, startHistory } from './history.js'
import type { Mistake } from './mistakes.js'
import type { Plan } from './plan.js'
import type { Message } from './relay.js'
import { describeSteps } from './steps.js'

/** An order while its run goes on. */
export interface Order {
  readonly history: History
  /** Messages of ClickPesa that wait, or waited, for a step to deliver them. */
  readonly inbox: { readonly message: Message; state: 'waiting' | 'delivered' | 'lost' }[]
  /** Attempts of callbacks that were seen. */
  readonly seen: Set<string>
  mistakes: readonly Mistake[]
  /** Whether anything has reached the shop about it since the last look at it. */
  isTouched: boolean
  hasCallback: boolean
  /** Of the customer's browser. */
  cookie: string
  /** Of its own steps, the one under way. */
  step: number
}

export function newOrder(plan: Plan): Order {
  return {
    history: startHistory(plan),
    inbox: [],
    seen: new Set(),
    mistakes: [],
    isTouched: false,
    hasCallback: false,
    cookie: '',
    step: -1,
  }
}

/** What is being played for an order, for a sentence. */
export function whereIn({ history: { plan }, step }: Order): string {
  const now = describeSteps(plan)[step]
  return `in "${plan.name}", ${now ? `step ${step + 1}: ${now}` : 'at its end'}`
}
