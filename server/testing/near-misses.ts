/** Something that was asked of an item. */
export interface Condition<Item> {
  readonly name: string
  /** What was asked for, in words. */
  readonly wanted: string
  readonly met: (item: Item) => boolean
  /** What the item has instead, in words. */
  readonly actual: (item: Item) => string
}

/** An item that was not what somebody waited for, and why. */
export interface NearMiss<Item> {
  readonly item: Item
  /** `event PAYMENT FAILED, wanted PAYMENT RECEIVED`, one for each condition that does not hold. */
  readonly differences: readonly string[]
}

/**
 * The items that come nearest to what was asked, nearest first: those of which most conditions hold,
 * and among equals the newest. A `last` condition is asked only of items that meet all others: it is
 * code of the caller's, made for those alone.
 */
export function nearMisses<Item extends { readonly seq: number }>(
  items: readonly Item[],
  conditions: readonly Condition<Item>[],
  last: readonly Condition<Item>[] = [],
): readonly NearMiss<Item>[] {
  return items
    .map((item) => {
      const unmet = conditions.filter(({ met }) => !met(item))
      const asked = unmet.length > 0 ? unmet : last.filter(({ met }) => !met(item))
      const differences = asked.map(({ name, wanted, actual }) => `${name} ${actual(item)}, wanted ${wanted}`)
      return { item, unmet: unmet.length, differences }
    })
    .sort((a, b) => a.unmet - b.unmet || b.item.seq - a.item.seq)
    .map(({ item, differences }) => ({ item, differences }))
}
