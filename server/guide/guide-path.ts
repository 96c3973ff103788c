/** Where the guide is served. */
export const GUIDE_PATH = '/sandbox/guide'
