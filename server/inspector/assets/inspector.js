// Makes the inspector's pages live, and lets the keyboard go round in them. Everything works without it.

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

let looking = false
let lookAgain = false

/** Takes over what is new in the parts of the page that say they are live. */
async function refresh() {
  lookAgain = looking
  if (looking) return
  looking = true
  try {
    const reply = await fetch(location.href)
    if (reply.ok) takeOver(new DOMParser().parseFromString(await reply.text(), 'text/html'))
  } catch {
    // The sandbox is away for a moment; the next change tries again.
  }
  looking = false
  if (lookAgain) await refresh()
}

function takeOver(fresh) {
  reveal(fresh)
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(part.id)
    // Whoever is typing or choosing in it keeps it as it is.
    const busy = part.contains(document.activeElement) && document.activeElement.matches('input, select')
    if (!next || busy || next.innerHTML === part.innerHTML) continue
    const row = rowsOf(part).findIndex((one) => one.contains(document.activeElement))
    const opened = [...part.querySelectorAll('details')].map(({ open }) => open)
    part.replaceChildren(...next.childNodes)
    part.querySelectorAll('details').forEach((details, i) => {
      details.open = opened[i] ?? details.open
    })
    if (row >= 0) rowsOf(part)[row]?.querySelector('a')?.focus()
  }
}

const { events } = document.body.dataset
if (events) new EventSource(events).addEventListener('changed', refresh)
else if (document.querySelector('[data-live]')) setInterval(refresh, 3000)

function rowsOf(part) {
  return [...part.querySelectorAll('tbody tr')].filter((row) => row.querySelector('a'))
}

/** Moves to the next or previous row that leads somewhere. */
function step(by) {
  const rows = rowsOf(document)
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
