import { type Proof, proofAt } from '../domain/proof.js'
import type { Engine } from '../engine/engine.js'
import type { Queries } from './queries.js'
import type { Stories } from './stories.js'

/**
 * What the merchant of an order had been told by an instant, and could have known by asking then; by now, without one.
 * Null where the merchant has no such order. What the log of requests has dropped is not in it.
 */
export async function orderProof(
  {
    queries,
    stories,
    engine,
  }: { readonly queries: Queries; readonly stories: Stories; readonly engine: Engine },
  merchantId: string,
  orderReference: string,
  at?: number,
): Promise<Proof | null> {
  const [story, merchant] = await Promise.all([
    stories.order(merchantId, orderReference),
    engine.store.get('merchants', merchantId),
  ])
  if (!story || !merchant) return null
  // The list of all payments is about no order, and tells of this one too.
  const requests = await engine.store.find('requests', { where: { merchantId } })
  const known = {
    order: story.order,
    payments: story.payments,
    deliveries: await queries.withAttempts(story.deliveries),
    requests,
    returns: story.journal.filter(({ type }) => type === 'return:sent'),
  }
  return proofAt(known, at ?? engine.now(merchant))
}
