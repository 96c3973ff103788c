import type { RefusalCode } from '../../errors.js'
import { ENDPOINTS, type Endpoint } from '../fault.js'

interface NamedRefusal {
  readonly code: RefusalCode
  /** How it is refused, after "is refused". */
  readonly as: string
  readonly endpoints: readonly Endpoint[]
  /** Whether ClickPesa refuses so only where the token is good. */
  readonly behindToken: boolean
}

const WITH_TOKEN = ENDPOINTS.filter((endpoint) => endpoint !== 'generate-token')

/** The gateway's own refusals that a scenario can call for by name. */
export const NAMED_REFUSALS = {
  'unapproved-account': {
    code: 'UNAUTHORIZED',
    as: 'as from an account that is not approved (401)',
    endpoints: ENDPOINTS,
    behindToken: false,
  },
  'address-blocked': {
    code: 'ADDRESS_BLOCKED',
    as: 'as from an address that is not on the allow-list (403)',
    endpoints: ENDPOINTS,
    behindToken: false,
  },
  'rate-limited': {
    code: 'RATE_LIMITED',
    as: 'as one too many in this minute (429)',
    endpoints: ENDPOINTS,
    behindToken: false,
  },
  'feature-missing': {
    code: 'FEATURE_MISSING',
    as: 'as from an application without hosted checkout (400)',
    endpoints: ['generate-checkout-url'],
    behindToken: true,
  },
  'token-expired': {
    code: 'UNAUTHORIZED',
    as: 'as if the token had expired (401)',
    endpoints: WITH_TOKEN,
    behindToken: true,
  },
} as const satisfies Record<string, NamedRefusal>

export type RefusalName = keyof typeof NAMED_REFUSALS
