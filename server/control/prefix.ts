/** Where the control API is, on every sandbox. */
export const CONTROL_PREFIX = '/sandbox/api/v1'
