import type { JournalEntry, JournalType } from '../../domain/journal.js'

/** What operators and banks say in the built-in scenarios, in Swahili. */
const MESSAGES: Readonly<Record<string, string>> = {
  success: 'imefanikiwa',
  'Amount is below the minimum': 'Kiasi ni chini ya kiwango cha chini',
  'Card declined by the issuing bank': 'Kadi imekataliwa na benki iliyoitoa',
  'Insufficient balance.Please top up your account and try again':
    'Salio halitoshi. Ongeza salio kwenye akaunti yako ujaribu tena',
  'Insufficient funds': 'Pesa kwenye akaunti hazitoshi',
  'Payment is under review': 'Malipo yanachunguzwa',
  'Refunded to the customer': 'Mteja amerudishiwa pesa',
  'Request cancelled by the customer': 'Mteja ameghairi ombi',
  'Request timed out. The customer did not enter the PIN in time':
    'Muda wa ombi umeisha. Mteja hakuingiza PIN kwa wakati',
  'Reversed by the operator': 'Mtandao umebatilisha malipo',
  'Service temporarily unavailable. Please try again later':
    'Huduma haipatikani kwa sasa. Jaribu tena baadaye',
  'The bank could not confirm the cardholder (3-D Secure)':
    'Benki haikuweza kumthibitisha mwenye kadi (3-D Secure)',
  'The check by the bank was not completed in time (3-D Secure)':
    'Uthibitisho wa benki haukukamilika kwa wakati (3-D Secure)',
  'Transaction reversed by the operator': 'Mtandao umebatilisha muamala',
  'Wrong PIN. Please try again': 'PIN si sahihi. Jaribu tena',
}

/** An operator's message in Swahili; one of a scenario of somebody's own stays as it is. */
export function operatorInSwahili(message: string): string {
  return Object.hasOwn(MESSAGES, message) ? (MESSAGES[message] ?? message) : message
}

const HAPPENED: { readonly [type in JournalType]?: string } = {
  'link:created': 'Kiungo cha malipo kimetengenezwa',
  'link:opened': 'Ukurasa wa malipo umefunguliwa',
  'request:refused': 'Ombi la duka limekataliwa',
  'request:faulted': 'Tukio limebadilisha jibu kwa duka',
  'scenario:chosen': 'Tukio la malipo limechaguliwa',
  'customer:left': 'Mteja ameondoka bila kulipa',
  'phone:answered': 'Mteja amejibu kwenye simu',
  'payment:created': 'Malipo yameanza',
  'payment:not-moved': 'Malipo hayakubadilika',
  'payout:created': 'Pesa zimetumwa',
  'payout:not-moved': 'Malipo hayakubadilika',
  'notification:owed': 'Duka litajulishwa',
  'notification:not-sent': 'Duka halijulishwi',
  'delivery:given-up': 'Hakuna jaribio jingine la kulijulisha duka',
  'return:opened': 'Kivinjari kinaweza kurudi dukani',
  'return:sent': 'Kivinjari kimerudishwa dukani',
  'clock:changed': 'Saa imebadilishwa',
}

/** What happened, in Swahili; what there are no words for stays as the journal has it. */
export function happenedInSwahili({
  type,
  text,
  data,
}: Pick<JournalEntry, 'type' | 'text' | 'data'>): string {
  if (type === 'payment:moved' || type === 'payout:moved')
    return `Malipo yalikuwa ${data?.from}, sasa ni ${data?.to}`
  if (type === 'delivery:attempted') {
    return data?.outcome === 'received' ? 'Duka limepokea taarifa' : 'Duka halikupokea taarifa'
  }
  return HAPPENED[type] ?? text
}
