/**
 * Whether settings of flags and variables are known to be right without asking the validator, which takes longer to load than a
 * start should take. The build puts a validator here that was made ahead (`scripts/settings-ahead.ts`); code that runs from its
 * sources knows nothing ahead.
 */
export function settingsAreValid(_written: unknown): boolean {
  return false
}
