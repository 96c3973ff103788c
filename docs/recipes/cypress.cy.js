// Cypress. Start the sandbox and your shop first, and tell the sandbox where the shop is:
// the README's "See a webhook arrive" has the commands, with the example shop in place of yours.

const SANDBOX = 'http://127.0.0.1:4255'
const SHOP = 'http://127.0.0.1:3000'
const MERCHANT = `${SANDBOX}/sandbox/api/v1/merchants/IDSANDBOXDEFAULT0000000000000001`

describe('paying', () => {
  beforeEach(() => {
    cy.request('PUT', `${MERCHANT}/scenario`, { name: 'fail-then-success' })
  })

  it('can be tried again after a failure', () => {
    cy.visit(SHOP)
    cy.get('[data-testid=buy]').click()
    // The payment page is another origin than the shop.
    cy.origin(SANDBOX, () => {
      cy.get('[data-testid=phone-number]').clear().type('0744000111')
      cy.get('[data-testid=pay]').click()
      cy.get('[data-testid=failure]').should('contain', 'Insufficient balance')
      cy.get('[data-testid=retry]').click()
      cy.get('[data-testid=pay]').click()
    })
    cy.get('[data-testid=order-status]').should('have.text', 'paid')
  })
})
