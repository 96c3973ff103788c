/** Where check leaves what it found, in the folder that it is run in. */
export const CHECK_FOLDER = '.clickpesa'

/** Its last report of a whole check, which the inspector of a sandbox that was started there shows. */
export const LAST_REPORT = 'report.json'
