// Everything here is an extra: each page also works without it.

/** A second click on Pay would do no harm, but people should see that the first one counted. */
function guardPayButton(form) {
  const button = form.querySelector('button[type=submit]')
  const words = button.textContent
  form.addEventListener('submit', () => {
    button.disabled = true
    button.textContent = button.dataset.busy
  })
  // A page that comes back from the browser's memory is as it was left.
  addEventListener('pageshow', () => {
    button.disabled = false
    button.textContent = words
  })
}

/** Marks the operator of the number while it is typed, as long as none was picked by hand. */
function recogniseOperator(form) {
  const phone = form.elements.phoneNumber
  const line = form.querySelector('[data-recognised]')
  if (!phone || !line) return
  const operators = [...form.querySelectorAll('[data-prefixes]')]
  const recognise = () => {
    const prefix = /^(?:\+?255|0)(\d\d)/.exec(phone.value.replace(/[\s()-]/g, ''))?.[1]
    const automatic = form.elements.method.value === 'auto'
    const found = automatic && operators.find(({ dataset }) => dataset.prefixes.split(' ').includes(prefix))
    for (const operator of operators) operator.classList.toggle('is-recognised', operator === found)
    const words = found ? `${found.querySelector('.choice-name').textContent} recognised` : ''
    // Writing the same words again would have them read out again.
    if (line.textContent !== words) line.textContent = words
  }
  form.addEventListener('input', recognise)
  recognise()
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Asks how the payment stands, in requests that are answered when it moves, and shows the page anew then. */
async function follow(note) {
  let leaving = false
  addEventListener('pagehide', () => {
    leaving = true
  })
  while (!leaving) {
    try {
      const address = `${note.dataset.follow}?seen=${encodeURIComponent(note.dataset.seen)}&wait=20s`
      const answer = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(30_000) })
      // The link is gone, as after a reset: the page can say so better than the script.
      if (answer.status === 404) return location.reload()
      if (!answer.ok) throw new Error(`status ${answer.status}`)
      const { status, returnOpen } = await answer.json()
      note.hidden = true
      if (status !== note.dataset.seen || returnOpen) return location.reload()
    } catch {
      if (leaving) return
      note.hidden = false
      await pause(2000)
    }
  }
}

function leaveSoon(link) {
  setTimeout(() => location.replace(link.href), Number(link.dataset.leaveAfter) * 1000)
}

const form = document.querySelector('form[data-pay]')
if (form) {
  guardPayButton(form)
  recogniseOperator(form)
}
const note = document.querySelector('[data-follow]')
if (note) {
  follow(note)
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload()
  })
}
const link = document.querySelector('[data-leave-after]')
if (link) leaveSoon(link)
