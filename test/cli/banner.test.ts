import { describe, expect, it } from 'vitest'
import { type BannerOptions, banner } from '../../server/cli/banner.js'
import { type Facts, readyLine } from '../../server/cli/facts.js'

const FACTS: Facts = {
  url: 'http://127.0.0.1:4255',
  port: 4255,
  host: '127.0.0.1',
  clientId: 'IDMINE',
  apiKey: 'SKMINE',
  checksumKey: 'CHKMINE',
  checksumEnabled: false,
  checkoutUrl: null,
  seed: '42',
  controlToken: null,
  tokenIsNew: false,
}
const OPTIONS: BannerOptions = { version: '1.2.3', colours: false, addresses: ['172.17.0.2'] }

describe('the banner', () => {
  it('says what runs, where, with which credentials, and how to repeat it', () => {
    const text = banner(FACTS, OPTIONS)
    const [title] = text.split('\n')
    expect(title).toBe("clickpesa-sandbox 1.2.3: a fake of ClickPesa's hosted checkout. No money moves.")
    expect(text).toMatch(/Base URL +http:\/\/127\.0\.0\.1:4255\/third-parties$/m)
    expect(text).toMatch(/Client id +IDMINE$/m)
    expect(text).toMatch(/API key +SKMINE$/m)
    expect(text).toMatch(/Checksum key +CHKMINE {2}\(the checksum is off\)$/m)
    expect(text).toMatch(/Inspector +http:\/\/127\.0\.0\.1:4255\/sandbox$/m)
    expect(text).toMatch(/Guide +http:\/\/127\.0\.0\.1:4255\/sandbox\/guide$/m)
    expect(text).toMatch(/Seed +42 {2}\(--seed 42 repeats this run\)$/m)
    expect(text).not.toContain('Containers')
    expect(text).not.toContain('Control token')
  })

  it('shows what containers use when it listens on all networks', () => {
    for (const host of ['0.0.0.0', '::']) {
      const text = banner({ ...FACTS, host }, OPTIONS)
      expect(text).toMatch(/Containers +http:\/\/host\.docker\.internal:4255\/third-parties$/m)
      expect(text).toMatch(/^ +http:\/\/172\.17\.0\.2:4255\/third-parties$/m)
    }
  })

  it('shows a control token that is new, and only mentions one that was configured', () => {
    const fresh = banner({ ...FACTS, controlToken: 'T0KEN', tokenIsNew: true }, OPTIONS)
    expect(fresh).toContain('T0KEN  (open http://127.0.0.1:4255/sandbox?token=T0KEN)')
    const configured = banner({ ...FACTS, controlToken: 'T0KEN' }, OPTIONS)
    expect(configured).toContain('as configured')
    expect(configured).not.toContain('T0KEN')
  })

  it('has colours only where they are wanted', () => {
    expect(banner(FACTS, OPTIONS)).not.toContain('\u001b')
    expect(banner(FACTS, { ...OPTIONS, colours: true })).toContain('\u001b[1m')
  })

  it('keeps a shell from reading anything into credentials', () => {
    const text = banner({ ...FACTS, apiKey: "it's$(rm)" }, OPTIONS)
    expect(text).toContain(`-H 'api-key: it'\\''s$(rm)'`)
  })
})

describe('the ready line', () => {
  it('has every address and credential', () => {
    expect(JSON.parse(readyLine(FACTS))).toEqual({
      event: 'ready',
      url: 'http://127.0.0.1:4255',
      apiUrl: 'http://127.0.0.1:4255/third-parties',
      checkoutUrl: 'http://127.0.0.1:4255',
      inspectorUrl: 'http://127.0.0.1:4255/sandbox',
      clientId: 'IDMINE',
      apiKey: 'SKMINE',
      checksumKey: 'CHKMINE',
    })
  })

  it('has the control token only if nobody can know it yet', () => {
    expect(JSON.parse(readyLine({ ...FACTS, controlToken: 'x', tokenIsNew: true })).controlToken).toBe('x')
    expect(readyLine({ ...FACTS, controlToken: 'x' })).not.toContain('controlToken')
  })
})
