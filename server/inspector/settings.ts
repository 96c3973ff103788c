import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { type Dialect, dialectSchema } from '../domain/dialect.js'
import { type Application, FEATURES, type MerchantSettings, type Webhooks } from '../domain/merchant.js'
import { WEBHOOK_EVENTS } from '../domain/notification.js'
import { SandboxMistake } from '../errors.js'
import { parseDuration } from '../lib/duration.js'
import { hidePasswords } from '../lib/hide-passwords.js'
import type { ApplicationSettings } from '../sandbox/applications.js'
import { merchantSettingsSchema } from '../schema/merchant-settings.js'
import { moveClock } from './clock-moves.js'
import { attempt, type Failed, readForm, refuseIssues, type Typed } from './forms.js'
import { askedIn } from './listing.js'
import { merchantContextOf } from './merchant-context.js'
import type { InspectorOptions } from './options.js'
import { afterDoing, type Outcomes, outcomeIn } from './outcomes.js'
import { SettingsPage } from './pages/settings-page.js'
import { showPage } from './show-page.js'

interface OfMerchant {
  readonly Params: { readonly id: string }
}

/** What the forms do, by their names. */
const OUTCOMES: Outcomes = {
  merchant: 'Saved: the merchant.',
  webhooks: 'Saved: the webhooks of the merchant.',
  profile: 'Saved: all switches stand as the profile has them.',
  dialect: 'Saved: the switch.',
  application: 'Saved: the application.',
  'add-application': 'Added: the application.',
  'add-key': 'Added: the API key.',
  'revoke-key': 'Revoked: the API key.',
  reset: 'Done: the merchant is as it was when it was opened.',
}

/** Settings of a merchant, its applications, their keys, and where the dialect's switches stand. */
export const settingsRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox }) => {
  const { merchants, applications } = sandbox

  app.get<OfMerchant>('/sandbox/merchants/:id/settings', async ({ params, query }, reply) =>
    sendSettings(reply, params.id, null, outcomeIn(OUTCOMES, askedIn(query))),
  )

  change('merchant', 'scenario', async (merchantId, typed) => {
    const settings: unknown = merchantSettingsIn(typed)
    refuseIssues<MerchantSettings>(merchantSettingsSchema, settings)
    sandbox.scenarios.named(settings.scenario ?? '')
    await merchants.change(merchantId, settings)
  })

  change('webhooks', 'PAYMENT RECEIVED', async (merchantId, typed) => {
    const { merchant } = await merchants.details(merchantId)
    const settings = { merchantWebhooks: webhooksIn(typed, merchant.webhooks) }
    refuseIssues<MerchantSettings>(merchantSettingsSchema, settings)
    await merchants.change(merchantId, settings)
  })

  change('profile', 'profile', async (merchantId, { profile }) => {
    const settings: unknown = { profile }
    refuseIssues<MerchantSettings>(merchantSettingsSchema, settings)
    await merchants.change(merchantId, settings)
  })

  change(
    'dialect',
    'value',
    async (merchantId, { switch: name = '', value = '' }) => {
      const typed: unknown = { value: { [name]: /^\d+$/.test(value) ? Number(value) : value } }
      refuseIssues<{ readonly value: Partial<Dialect> }>(switchSchema, typed)
      await merchants.change(merchantId, { dialect: typed.value })
    },
    'switch',
  )

  change('add-application', 'clientId', async (merchantId, { name, clientId }) => {
    const settings = { ...(name ? { name } : {}), ...(clientId ? { clientId } : {}) }
    refuseIssues(applicationSchema, settings)
    await applications.add(merchantId, settings)
  })

  change(
    'application',
    'name',
    async (merchantId, typed) => {
      const own = (await merchants.details(merchantId)).applications.find(({ id }) => id === typed.clientId)
      const settings = applicationSettingsIn(typed, own)
      refuseIssues(applicationSchema, settings)
      await applications.change(merchantId, typed.clientId ?? '', {
        ...settings,
        enabled: typed.enabled === 'on',
      })
    },
    'clientId',
  )

  change(
    'add-key',
    'lifetime',
    async (merchantId, { clientId = '', name, lifetime }) => {
      const ms = lifetime === undefined ? null : parseDuration(lifetime)
      if (lifetime !== undefined && ms === null) {
        throw new SandboxMistake(
          'INVALID_INPUT',
          `"${lifetime}" is not a duration`,
          'write 30s, 5m, 2h or 1d',
        )
      }
      const { now } = await sandbox.clocks.read(merchantId)
      await applications.addApiKey(merchantId, clientId, { name, expiresAt: ms === null ? null : now + ms })
    },
    'clientId',
  )

  change('revoke-key', 'keyId', async (merchantId, { keyId = '' }) => {
    await applications.revokeApiKey(merchantId, keyId)
  })

  change('clock', 'duration', async (merchantId, typed) => {
    await moveClock(sandbox, merchantId, typed)
  })

  change('reset', 'reset', async (merchantId) => {
    await sandbox.resetMerchant(merchantId)
  })

  /**
   * A form of the page. A mistake is shown beside the field that it is about, or beside `field`. Where the page has the
   * form several times, the field `apart` tells them apart.
   */
  function change(
    form: string,
    field: string,
    act: (merchantId: string, typed: Typed) => Promise<void>,
    apart?: string,
  ) {
    app.post<OfMerchant>(`/sandbox/merchants/:id/settings/${form}`, async ({ params, body }, reply) => {
      const { merchant, home } = await merchantContextOf(sandbox, params.id)
      const typed = readForm(body)
      const name = apart === undefined ? form : `${form}-${typed[apart] ?? ''}`
      const failed = await attempt(name, field, typed, () => act(merchant.id, typed))
      if (failed) return sendSettings(reply.code(422), merchant.id, failed)
      const here = `${home}/settings`
      return reply.redirect(Object.hasOwn(OUTCOMES, form) ? afterDoing(here, form) : here, 303)
    })
  }

  async function sendSettings(reply: FastifyReply, id: string, failed: Failed | null, outcome?: string) {
    const scenarios = sandbox.scenarios.list().map(({ name }) => name)
    const context = await merchantContextOf(sandbox, id)
    const { apiKeys } = await merchants.details(context.merchant.id)
    return showPage(reply, SettingsPage({ context, apiKeys, scenarios, failed, outcome }))
  }
}

/** What a merchant and its application share, but for the name. */
const applicationSchema = {
  ...merchantSettingsSchema,
  properties: {
    ...merchantSettingsSchema.properties,
    name: { ...merchantSettingsSchema.properties.name, description: 'What you call the application.' },
  },
} as const

/** One switch of the dialect, as its form has it. */
const switchSchema = {
  type: 'object',
  properties: { value: { ...dialectSchema, description: 'its values are listed with it' } },
} as const

function merchantSettingsIn(typed: Typed): { readonly [name in keyof MerchantSettings]: unknown } {
  const {
    name = '',
    email = '',
    scenario = '',
    allowedAddresses = '',
    frameAncestors = '',
    rateLimit,
  } = typed
  return {
    name,
    email,
    scenario,
    approved: typed.approved === 'on',
    shop: typed.shop === 'on',
    strict: typed.strict === 'on',
    waitsForPhone: typed.waitsForPhone === 'on',
    allowedAddresses: listed(allowedAddresses),
    frameAncestors: listed(frameAncestors),
    rateLimit: rateLimit === undefined ? null : numberOrText(rateLimit),
  }
}

/** What stands in one field with spaces or commas between. */
function listed(text: string): string[] {
  return text.split(/[\s,]+/).filter((item) => item !== '')
}

function applicationSettingsIn(typed: Typed, before: Application | undefined): ApplicationSettings {
  return {
    name: typed.name ?? '',
    returnUrl: typed.returnUrl ?? null,
    checksumKey: typed.checksumKey ?? '',
    checksumEnabled: typed.checksumEnabled === 'on',
    features: FEATURES.filter((feature) => typed[feature] === 'on'),
    webhooks: webhooksIn(typed, before?.webhooks),
  }
}

/** The form shows no passwords: an address that comes back as it was shown is the one that is there. */
function webhooksIn(typed: Typed, before: Webhooks = {}): Webhooks {
  return Object.fromEntries(
    WEBHOOK_EVENTS.flatMap((event) => {
      const url = typed[event]
      if (url === undefined) return []
      const kept = before[event]
      return [[event, kept !== undefined && hidePasswords(kept) === url ? kept : url]]
    }),
  )
}

/** What is not a number is left as it is, for the schema to refuse. */
function numberOrText(text: string): number | string {
  return /^\d{1,15}$/.test(text) ? Number(text) : text
}
