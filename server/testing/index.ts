/** What test code imports from `clickpesa-sandbox`. */
import './node-check.js'

export { type CheckOptions, checkMerchant } from '../check/check.js'
export type { CheckReport } from '../check/reports/report.js'
export { reportText } from '../check/reports/text.js'
export { CannotJudge, type Shop, type ShopStarter } from '../check/shop.js'
export type {
  DeliveryView,
  HeldResponseView,
  JournalView,
  LinkView,
  MerchantView,
  PaymentView,
  ProofView,
  PublicUrlView,
  RequestView,
} from '../control/views.js'
export type { MerchantSettings } from '../domain/merchant.js'
export type { Snapshot } from '../sandbox/snapshots/snapshot.js'
export type { WrittenScenario } from '../scenario/scenario.js'
export { type ConnectSandboxOptions, connectSandbox } from './connect-sandbox.js'
export { type CreateSandboxOptions, createSandbox } from './create-sandbox.js'
export {
  type BrokenDialect,
  DialectError,
  type EveryDialectOptions,
  type TurnedSwitch,
} from './every-dialect.js'
export {
  type ClaimOptions,
  ClockClient,
  type ListFilter,
  MerchantClient,
  type PayOptions,
} from './merchant-client.js'
export { SandboxClient } from './sandbox-client.js'
export { ControlError } from './transport.js'
export { WaitTimeout } from './wait-timeout.js'
export type { WaitFilter, WaitOptions } from './waiting.js'
