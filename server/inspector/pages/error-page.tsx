import type { SandboxMistake } from '../../errors.js'
import { InWords } from './in-words.js'
import { Layout } from './layout.js'
import { sentence } from './parts.js'

/** Says what is wrong; null for a fault of the sandbox itself. */
export function ErrorPage({ mistake }: { readonly mistake: SandboxMistake | null }) {
  return (
    <Layout title="This does not work">
      <p>
        <InWords text={mistake ? sentence(mistake.message) : 'The sandbox had an internal error.'} />
      </p>
      <p>
        <InWords text={mistake ? sentence(mistake.hint) : 'Its log has the details; please report it.'} />
      </p>
    </Layout>
  )
}
