import type { MerchantSettings } from './domain/merchant.js'

/** The secrets of ClickPesa by their shape, as far as it is known: a prefix and so many letters and digits. */
const LIVE_SHAPES = { apiKey: /^SK[A-Za-z0-9]{40}$/, checksumKey: /^CHK[A-Za-z0-9]{32}$/ } as const

/** Words that people put into invented keys, as all of ours have SANDBOX. */
const INVENTED =
  /sandbox|fake|test|demo|example|sample|dummy|mock|dev|local|changeme|secret|your|mine|shop|duka|abcd|1234|0000|xxxx/i

/** Invented keys repeat themselves; random ones of this length have about twenty different characters and more. */
const FEWEST_CHARACTERS = 15

/**
 * A sentence for each secret in the settings that looks like one of the live ClickPesa. A real key in a sandbox is given
 * away: its pages show it, and test code with it in it gets around. Client ids are not secret.
 */
export function warningsOfLiveCredentials(settings: MerchantSettings): readonly string[] {
  return Object.entries(LIVE_SHAPES)
    .filter(([name, shape]) => {
      const key = settings[name as keyof typeof LIVE_SHAPES]
      return (
        key !== undefined && shape.test(key) && !INVENTED.test(key) && new Set(key).size >= FEWEST_CHARACTERS
      )
    })
    .map(
      ([name]) =>
        `merchant.${name} looks like a key of the live ClickPesa, and a sandbox shows its keys to whoever opens it. ` +
        'Invent one with the word SANDBOX in it; if this one is real, revoke it.',
    )
}
