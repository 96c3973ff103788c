// Every page of the inspector, by its route: what is tested and what pictures are taken of. test/inspector/pages.test.ts
// fails when a route is missing.

export const INSPECTOR_PAGES = {
  overview: '/sandbox',
  merchant: '/sandbox/merchants/:id',
  payments: '/sandbox/merchants/:id/payments',
  order: '/sandbox/merchants/:id/orders/:orderReference',
  phones: '/sandbox/merchants/:id/phones',
  bills: '/sandbox/merchants/:id/control-numbers',
  payouts: '/sandbox/merchants/:id/payouts',
  payout: '/sandbox/merchants/:id/payouts/:payoutId',
  account: '/sandbox/merchants/:id/account',
  deliveries: '/sandbox/merchants/:id/deliveries',
  delivery: '/sandbox/merchants/:id/deliveries/:deliveryId',
  requests: '/sandbox/merchants/:id/requests',
  request: '/sandbox/merchants/:id/requests/:seq',
  scenarios: '/sandbox/scenarios?merchant=:id',
  scenario: '/sandbox/scenarios/:name?merchant=:id',
  settings: '/sandbox/merchants/:id/settings',
  limits: '/sandbox/limits',
  check: '/sandbox/check',
  guide: '/sandbox/guide',
  guideSearch: '/sandbox/guide/search?q=webhook',
}

/**
 * The address of a page.
 *
 * @param {string} page a value of INSPECTOR_PAGES
 * @param {Readonly<Record<string, string | number | undefined>>} values of the parameters of its route
 */
export function inspectorAddress(page, values) {
  return page.replace(/:(\w+)/g, (_, name) => encodeURIComponent(String(values[name])))
}
