/** What a sale is, and how it changes. Nothing here knows of HTTP: the same input gives the same sale. */

const PAID = ['SUCCESS', 'SETTLED']
const OVER = ['FAILED', 'REFUNDED', 'REVERSED']

/** A sale that waits for its money: `amount` in whole shillings. */
export function newSale({ reference, amount, phone }) {
  return { reference, amount, phone, state: 'waiting', handedOver: 0 }
}

/** A phone number as ClickPesa writes it, of 0754 000 111 or +255 754 000 111; null where it is none. */
export function phoneOf(typed) {
  const digits = String(typed).replaceAll(/[\s()+-]/g, '')
  const whole = /^0\d{9}$/.test(digits) ? `255${digits.slice(1)}` : digits
  return /^255\d{9}$/.test(whole) ? whole : null
}

/** The sale as it is once these attempts to pay are known. The goods are handed over once, whoever says it again. */
export function afterAttempts(sale, attempts) {
  const paid = attempts.filter(({ status }) => PAID.includes(status))
  if (paid.some((attempt) => fits(sale, attempt))) {
    return sale.handedOver > 0 ? sale : { ...sale, state: 'paid', handedOver: 1 }
  }
  // Money that does not fit, or that is gone again after the goods are: a person must look.
  if (paid.length > 0) return { ...sale, state: 'check' }
  const isOver = attempts.length > 0 && attempts.every(({ status }) => OVER.includes(status))
  if (!isOver) return sale
  return sale.handedOver > 0
    ? { ...sale, state: 'check' }
    : { ...sale, state: 'failed', why: attempts.at(-1).message }
}

/** "1000", "1000.00" and 1000 are the same money. */
function fits({ reference, amount }, { orderReference, collectedAmount, collectedCurrency }) {
  return orderReference === reference && Number(collectedAmount) === amount && collectedCurrency === 'TZS'
}
