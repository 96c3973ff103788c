/** A group of pages of the guide, in the order in which they are best read. */
export interface Chapter {
  readonly title: string
  readonly about: string
  /** Files of this package, each with what its reader gets from it. */
  readonly pages: readonly (readonly [file: string, about: string])[]
}

/** Where the reasons for choices are; its files are the last chapter. */
export const DECISIONS = 'docs/decisions'

/** Every page of the guide but the decisions. A test fails where a document is missing. */
export const READING_ORDER: readonly Chapter[] = [
  {
    title: 'Begin',
    about: 'From nothing to a first payment, for whoever you are.',
    pages: [
      ['README.md', 'What it is, a first payment, a webhook, and what it does not do.'],
      ['docs/for-developers.md', 'Build an integration on a laptop, without credentials.'],
      ['docs/for-ci.md', 'Run it in a pipeline, as a command or beside the tests.'],
      ['docs/for-testers.md', 'Try out what happens when a payment goes wrong, in a browser.'],
      ['docs/glossary.md', 'The words that these pages use, each in a sentence.'],
    ],
  },
  {
    title: 'Use',
    about: 'What there is, and how it is called.',
    pages: [
      ['docs/testing.md', 'Tests in TypeScript: merchants, clocks, waits, fixtures.'],
      ['docs/recipes/README.md', 'Whole files for other test runners, languages and pipelines.'],
      ['docs/scenarios.md', 'Every way in which a payment, a webhook or a call can go.'],
      ['docs/writing-scenarios.md', 'Scenarios of your own.'],
      ['docs/webhooks.md', 'What your server is sent, how it is signed, and when it is sent again.'],
      ['docs/time.md', 'Clocks that you move, and snapshots.'],
      ['docs/hosted-page.md', 'The pages on which customers pay and are paid out.'],
      ['docs/inspector.md', 'The pages that show what happened and why.'],
      ['docs/control-api.md', 'Everything by HTTP, from any language.'],
      ['docs/agents/README.md', 'Tools for coding agents.'],
      ['docs/agents/SKILL.md', 'What an agent has to know to test an integration.'],
    ],
  },
  {
    title: 'Find mistakes',
    about: 'What looks at your integration, and says what is wrong with it.',
    pages: [
      ['docs/check.md', 'One command that finds the payment bugs of a shop in any language.'],
      ['docs/findings.md', 'What was accepted although nothing promises that it is.'],
      ['docs/pact.md', 'Contracts of your consumer, verified.'],
      ['docs/provider-states.md', 'What a contract can presuppose.'],
      ['docs/compare.md', 'Where the live gateway differed, by traffic that you recorded.'],
    ],
  },
  {
    title: 'Run',
    about: 'Settings, places to run it, and what is kept.',
    pages: [
      ['docs/configuration.md', 'Every command, setting and variable.'],
      ['docs/containers.md', 'Docker, Compose, Testcontainers.'],
      ['docs/shared-sandbox.md', 'One sandbox for a team, or in a cluster.'],
      ['docs/tls.md', 'For clients that have https://api.clickpesa.com built in.'],
      ['docs/keeping-data.md', 'A file or a PostgreSQL database.'],
      ['docs/metrics.md', 'Figures for Prometheus, and probes.'],
      ['docs/tracing.md', 'Traces for OpenTelemetry.'],
      ['docs/limits.md', 'How much of everything there can be.'],
      ['docs/versions.md', 'What changes when, and for how long versions are looked after.'],
    ],
  },
  {
    title: 'How faithful it is',
    about: 'What is known about the live gateway, and what is assumed.',
    pages: [
      ['docs/fidelity.md', 'Every message, field and behaviour, with its evidence.'],
      ['docs/dialect.md', 'Switches for what nobody knows for sure.'],
    ],
  },
  {
    title: 'How it is made',
    about: 'For those who change it, or want to know how fast it is.',
    pages: [
      ['docs/architecture.md', 'Where everything is, and how a change happens.'],
      ['docs/benchmarks.md', 'How fast it is, beside others.'],
      ['CHANGELOG.md', 'What changed for users.'],
    ],
  },
]
