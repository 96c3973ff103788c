// Makes the inspector's pages live, and lets the keyboard go round in them. Everything works without it.

import { Idiomorph } from './idiomorph.esm.js'

/** Shows the buttons that need this script. */
function reveal(page) {
  for (const button of page.querySelectorAll('[data-copy]')) button.hidden = false
}

reveal(document)

document.addEventListener('click', async ({ target }) => {
  const button = target instanceof Element ? target.closest('[data-copy]') : null
  if (!button) return
  try {
    await navigator.clipboard.writeText(button.dataset.copy)
    button.textContent = 'Copied'
  } catch {
    // Browsers keep the clipboard from pages of plain http on other hosts.
    button.textContent = 'Select it and copy'
  }
})

document.addEventListener('submit', (event) => {
  const { confirm: question } = event.target.dataset
  if (question && !confirm(question)) event.preventDefault()
})

/** However much happens, a page looks again at most so often. */
const PAUSE_MS = 250

/** More than this in a header, and servers refuse the request. */
const MAX_HEADER_LENGTH = 8000

let looking = false
let lookAgain = false

/** Takes over what is new in the live parts of the page. */
async function refresh() {
  lookAgain = looking
  if (looking || document.hidden) return
  looking = true
  try {
    const marks = [...document.querySelectorAll('[data-mark]')].map(({ dataset }) => dataset.mark)
    const shown = marks.join(' ').slice(0, MAX_HEADER_LENGTH)
    const reply = await fetch(location.href, { headers: { 'x-shown': shown } })
    if (reply.ok) takeOver(new DOMParser().parseFromString(await reply.text(), 'text/html'))
  } catch {
    // The sandbox is away for a moment; the next change tries again.
  }
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  looking = false
  if (lookAgain) await refresh()
}

function takeOver(fresh) {
  reveal(fresh)
  for (const next of fresh.querySelectorAll('live-part')) {
    const part = document.getElementById(next.id)
    const active = part?.contains(document.activeElement) ? document.activeElement : null
    // Whoever is typing or choosing in it keeps it as it is.
    if (!part || active?.matches('input, select, textarea')) continue
    Idiomorph.morph(part, next, {
      callbacks: {
        // The news leaves out rows that are shown already.
        beforeNodeMorphed: (_shown, update) => !(update instanceof Element && update.matches('tr:empty')),
        // Whoever opened or closed something wants it so.
        beforeAttributeUpdated: (name, element) => !(name === 'open' && element.matches('details')),
      },
    })
  }
}

const { events } = document.body.dataset
let stream = null

/** A page that nobody looks at waits: browsers open only a few connections to one server. */
function follow() {
  if (document.hidden) {
    stream?.close()
    stream = null
  } else if (!stream) {
    stream = new EventSource(events)
    stream.addEventListener('changed', refresh)
  }
}

if (events) {
  follow()
  document.addEventListener('visibilitychange', () => {
    follow()
    refresh()
  })
} else if (document.querySelector('live-part')) {
  setInterval(refresh, 3000)
}

/** Moves to the next or previous row that leads somewhere. */
function step(by) {
  const rows = [...document.querySelectorAll('tbody tr')].filter((row) => row.querySelector('a'))
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)
  rows[next]?.querySelector('a')?.focus()
}

let afterG = false

document.addEventListener('keydown', (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event
  if (ctrlKey || metaKey || altKey || target.matches('input, select, textarea')) return
  const wasAfterG = afterG
  afterG = key === 'g'
  if (wasAfterG) {
    const place = document.querySelector(`[data-key="${CSS.escape(key)}"]`)
    if (place) location.assign(place.href)
  } else if (key === '/') {
    const search = document.querySelector('input[name="q"]')
    if (!search) return
    event.preventDefault()
    search.focus()
    search.select()
  } else if (key === '?') {
    document.getElementById('keys').showModal()
  } else if (key === 'j' || key === 'k') {
    step(key === 'j' ? 1 : -1)
  }
})
