import type { Asked } from '../listing.js'
import { Choice, Field, Filters } from './parts.js'

interface Narrowing {
  /** In the address. */
  readonly name: string
  readonly label: string
  /** What can be asked for: as it stands in the address, and in words where these differ. */
  readonly options: readonly (string | readonly [value: string, words: string])[]
}

interface ListFiltersProps {
  readonly asked: Asked
  /** What the search looks at, for people. */
  readonly searched: string
  readonly narrowings: readonly Narrowing[]
}

/** The search of a list, and what else narrows it down. */
export function ListFilters({ asked, searched, narrowings }: ListFiltersProps) {
  return (
    <Filters>
      <Field
        form="filter"
        name="q"
        label="Search"
        value={asked.q ?? ''}
        placeholder={searched}
        failed={null}
      />
      {narrowings.map(({ name, label, options }) => (
        <Choice
          key={name}
          form="filter"
          name={name}
          label={label}
          value={asked[name] ?? ''}
          failed={null}
          options={[
            ['', 'any'],
            ...options.map((option) => (typeof option === 'string' ? ([option, option] as const) : option)),
          ]}
        />
      ))}
    </Filters>
  )
}
