import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { type Dialect, dialectSchema } from '../domain/dialect.js'
import { parseDuration } from '../domain/duration.js'
import { FEATURES, type Webhooks } from '../domain/merchant.js'
import { WEBHOOK_EVENTS } from '../domain/notification.js'
import { SandboxMistake } from '../errors.js'
import { sendPage } from '../pages/html.js'
import { flawsIn, isHttpUrl } from '../schema-check.js'
import type { InspectorOptions } from './door.js'
import { attempt, type Failed, readForm, type Typed } from './forms.js'
import { SettingsPage } from './pages/settings-page.js'
import { visitOf } from './visit.js'

interface OfMerchant {
  readonly Params: { readonly id: string }
}

/** Settings of a merchant, its applications, their keys, and where the dialect's switches stand. */
export const settingsRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox }) => {
  const { merchants } = sandbox

  app.get<OfMerchant>('/sandbox/merchants/:id/settings', async ({ params }, reply) =>
    sendSettings(reply, params.id, null),
  )

  change('application', async (merchantId, typed) => {
    const { clientId = '', returnUrl = null, checksumKey } = typed
    if (returnUrl !== null) refuseUnlessUrl(returnUrl)
    await merchants.changeApplication(merchantId, clientId, {
      returnUrl,
      checksumEnabled: typed.checksumEnabled === 'on',
      checksumKey,
      enabled: typed.enabled === 'on',
      features: FEATURES.filter((feature) => typed[feature] === 'on'),
      webhooks: webhooksIn(typed),
    })
  })

  change('webhooks', async (merchantId, typed) => {
    await merchants.change(merchantId, { merchantWebhooks: webhooksIn(typed) })
  })

  change('add-key', async (merchantId, { clientId = '', name, lifetime }) => {
    const ms = lifetime === undefined ? null : parseDuration(lifetime)
    if (lifetime !== undefined && ms === null) {
      throw new SandboxMistake(
        'INVALID_INPUT',
        `"${lifetime}" is no length of time`,
        'write 30s, 5m, 2h or 1d',
      )
    }
    const { now } = await sandbox.clocks.read(merchantId)
    await merchants.addApiKey(merchantId, clientId, { name, expiresAt: ms === null ? null : now + ms })
  })

  change('revoke-key', async (merchantId, { keyId = '' }) => {
    await merchants.revokeApiKey(merchantId, keyId)
  })

  change('dialect', async (merchantId, { name = '', value = '' }) => {
    const dialect = { [name]: /^\d+$/.test(value) ? Number(value) : value }
    const [wrong] = flawsIn(dialectSchema, dialect)
    if (wrong)
      throw new SandboxMistake('INVALID_INPUT', `${name}: ${wrong.message}`, 'its values are listed with it')
    await merchants.change(merchantId, { dialect: dialect as Partial<Dialect> })
  })

  /** A form of the page. What is wrong stands beside the field that the form is known by. */
  function change(form: string, act: (merchantId: string, typed: Typed) => Promise<void>) {
    app.post<OfMerchant>(`/sandbox/merchants/:id/settings/${form}`, async ({ params, body }, reply) => {
      const { merchant, home } = await visitOf(sandbox, params.id)
      const typed = readForm(body)
      const name = [form, typed.clientId ?? typed.name].filter(Boolean).join('-')
      const failed = await attempt(name, fieldOf(form, typed), typed, () => act(merchant.id, typed))
      if (failed) return sendSettings(reply.code(422), merchant.id, failed)
      return reply.redirect(`${home}/settings`, 303)
    })
  }

  async function sendSettings(reply: FastifyReply, id: string, failed: Failed | null) {
    return sendPage(reply, SettingsPage({ visit: await visitOf(sandbox, id), failed }))
  }
}

/** The field that a mistake is about. */
function fieldOf(form: string, typed: Typed): string {
  const wrongAddress = ['returnUrl', ...WEBHOOK_EVENTS].find((name) => typed[name] && !isHttpUrl(typed[name]))
  return (
    wrongAddress ??
    { dialect: 'value', 'add-key': 'lifetime', webhooks: WEBHOOK_EVENTS[0] }[form] ??
    'returnUrl'
  )
}

function webhooksIn(typed: Typed): Webhooks {
  const set = WEBHOOK_EVENTS.flatMap((event) => {
    const url = typed[event]
    if (url === undefined) return []
    refuseUnlessUrl(url)
    return [[event, url] as const]
  })
  return Object.fromEntries(set)
}

function refuseUnlessUrl(text: string) {
  if (isHttpUrl(text)) return
  throw new SandboxMistake(
    'INVALID_INPUT',
    `"${text}" is no web address`,
    'write one that begins with http:// or https://',
  )
}
