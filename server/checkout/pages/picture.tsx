/** Line drawings, 24 by 24. */
const STROKES = {
  phone: ['M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z', 'M11 18h2'],
  card: ['M4 6h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1z', 'M3 10h18', 'M6 15h4'],
  bank: ['M3 10l9-6 9 6H3z', 'M6 10v8', 'M10 10v8', 'M14 10v8', 'M18 10v8', 'M3 20h18'],
  clock: ['M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z', 'M12 7v5l3 2'],
  tick: ['M5 13l4.5 4.5L19 7'],
  cross: ['M6 6l12 12', 'M18 6L6 18'],
  turn: ['M9 14l-4-4 4-4', 'M5 10h9a5 5 0 0 1 0 10h-3'],
  search: ['M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z', 'M15.5 15.5L20 20'],
} as const

export type PictureName = keyof typeof STROKES

/** A picture above a heading. It says nothing that the heading does not. */
export function Picture({ name }: { readonly name: PictureName }) {
  return (
    <span class={`picture picture-${name}`}>
      <svg
        aria-hidden="true"
        viewBox="0 0 24 24"
        width="32"
        height="32"
        fill="none"
        stroke="currentColor"
        focusable="false"
      >
        {STROKES[name].map((path) => (
          <path key={path} d={path} stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" />
        ))}
      </svg>
    </span>
  )
}
