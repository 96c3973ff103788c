import type { Tool } from './tool.js'
import { checkShop } from './tools/check-shop.js'
import { chooseScenario } from './tools/choose-scenario.js'
import { explainChecksum } from './tools/explain-checksum.js'
import { explainRefusals } from './tools/explain-refusals.js'
import { listScenarios } from './tools/list-scenarios.js'
import { moveClock } from './tools/move-clock.js'
import { openMerchant } from './tools/open-merchant.js'
import { orderTimeline } from './tools/order-timeline.js'
import { payOrder } from './tools/pay-order.js'

/** What an agent can have done. A new tool is a file beside these and a line here. */
export const TOOLS: readonly Tool[] = [
  openMerchant,
  listScenarios,
  chooseScenario,
  payOrder,
  moveClock,
  orderTimeline,
  explainRefusals,
  explainChecksum,
  checkShop,
]
