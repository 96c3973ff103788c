import type { PaymentStatus, PhoneAnswer } from '../domain/payment.js'

/** What this page object needs of Playwright's `Page`, so that no Playwright has to be installed for its types. */
export interface BrowserPage {
  goto(url: string): Promise<unknown>
  locator(selector: string): PageElement
  waitForURL(url: (url: URL) => boolean): Promise<void>
  url(): string
}

interface PageElement {
  first(): PageElement
  click(): Promise<void>
  check(): Promise<void>
  fill(value: string): Promise<void>
  waitFor(): Promise<void>
  isVisible(): Promise<boolean>
  innerText(): Promise<string>
}

/** What the payment page offers; `auto` is mobile money by the operator of the phone number. */
export type PageMethod =
  | 'auto'
  | 'M-PESA'
  | 'TIGO-PESA'
  | 'AIRTEL-MONEY'
  | 'HALOPESA'
  | 'CONTROL-NUMBER'
  | 'BANK'
  | 'CARD'

/** The address of a hosted page, wherever the sandbox is. */
const HOSTED = /\/CHE[0-9A-F]{7}(?=[/?#]|$)/

/** The hosted payment page as a customer uses it, in the hands of Playwright. */
export class CheckoutPage {
  readonly #page: BrowserPage

  constructor(page: BrowserPage) {
    this.#page = page
  }

  /** Opens a checkout link, as the shop's redirect does. */
  async open(checkoutLink: string) {
    await this.#page.goto(checkoutLink)
  }

  /** What is to be paid, as the customer reads it: `TZS 9,000`. */
  amount(): Promise<string> {
    return this.#named('amount').innerText()
  }

  orderReference(): Promise<string> {
    return this.#named('order-reference').innerText()
  }

  async chooseMethod(method: PageMethod) {
    await this.#named(`method-${method}`).check()
  }

  async typePhone(phoneNumber: string) {
    await this.#named('phone-number').fill(phoneNumber)
  }

  /** Fills the fields for a card in; without a number with a test card that is accepted. */
  async typeCard({ number = '4111 1111 1111 1111', expiry = '12/39', cvc = '123' } = {}) {
    await this.#named('card-number').fill(number)
    await this.#named('card-expiry').fill(expiry)
    await this.#named('card-cvc').fill(cvc)
  }

  /** Picks what happens to this attempt to pay, by the scenario's name. */
  async chooseScenario(name: string) {
    const choice = this.#named('scenario')
    if (!(await choice.isVisible())) await this.#named('bar-toggle').click()
    await choice.fill(name)
  }

  /** Taps a button of the prompt on the simulated phone, as the customer would. */
  async answerPhone(answer: PhoneAnswer) {
    await this.#named(`phone-${answer}`).click()
  }

  async pay() {
    await this.#named('pay').click()
  }

  /**
   * Waits until the page shows that the payment has this status. A failure may also be shown above the
   * form, where the customer can try again; after a success the page soon leaves for the shop.
   */
  async waitForStatus(status: PaymentStatus) {
    const shown = `[data-testid="status"][data-status="${status}"]`
    const failure = '[data-testid="failure"]'
    await this.#page
      .locator(status === 'FAILED' ? `${shown}, ${failure}` : shown)
      .first()
      .waitFor()
  }

  /** What the customer is told after a failure. */
  failure(): Promise<string> {
    return this.#named('failure').innerText()
  }

  /** What is wrong with the first field that has to be corrected. */
  complaint(): Promise<string> {
    return this.#named('error').first().innerText()
  }

  /** Goes back to the form after a failure. */
  async retry() {
    await this.#named('retry').click()
  }

  /**
   * Goes back to the shop, and resolves with the address that the browser was sent to. After a payment the
   * page goes by itself; a closed link has a way back to click.
   */
  async backToShop(): Promise<string> {
    const way = this.#named('back-to-shop')
    if (await way.isVisible()) await way.click()
    await this.#page.waitForURL(({ pathname }) => !HOSTED.test(pathname))
    return this.#page.url()
  }

  /** By an attribute of its own: what `getByTestId` looks for is up to the configuration of the tests. */
  #named(testId: string): PageElement {
    return this.#page.locator(`[data-testid="${testId}"]`)
  }
}
