import type { MerchantDetails } from '../domain/merchant.js'
import type { NamedKey } from './question.js'

/**
 * Every secret of a merchant that may have been taken for the checksum key of one of its applications, the nearest
 * first. Without an application, those of all its applications are as near as each other.
 */
export function secretsBeside(
  { applications, apiKeys }: Pick<MerchantDetails, 'applications' | 'apiKeys'>,
  clientId?: string,
): NamedKey[] {
  const isOwn = (id: string) => id === clientId
  const of = (id: string) => (isOwn(id) ? '' : ` of the application ${id}`)
  const named = [
    ...apiKeys.map((key) => ({ id: key.clientId, what: `the API key "${key.name}"`, value: key.secret })),
    ...applications.map(({ id }) => ({ id, what: 'the client id', value: id })),
    ...applications.map(({ id, checksumKey }) => ({ id, what: 'the checksum key', value: checksumKey })),
  ]
  return [...named.filter(({ id }) => isOwn(id)), ...named.filter(({ id }) => !isOwn(id))].map(
    ({ id, what, value }) => ({ name: `${what}${of(id)}`, value }),
  )
}
