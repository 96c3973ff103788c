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

/** Keeps something in the browser, or looks at what is kept: browsers may forbid both in a frame. */
function whereAllowed(change) {
  try {
    change()
  } catch {}
}

/** What was typed is there again in the other language. Nothing of a card is kept anywhere. */
function keepTypedInAnotherLanguage(form) {
  const key = 'checkout-typed'
  const page = form.action.split('?')[0]
  whereAllowed(() => {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? '{}')
    sessionStorage.removeItem(key)
    if (kept.page !== page) return
    for (const [name, value] of kept.typed) form.elements[name].value = value
  })
  for (const link of document.querySelectorAll('.language')) {
    link.addEventListener('click', () => {
      const typed = [...new FormData(form)].filter(([name]) => name !== 'attempt' && !name.startsWith('card'))
      whereAllowed(() => sessionStorage.setItem(key, JSON.stringify({ page, typed })))
    })
  }
}

/** Marks the operator of the number while it is typed, as long as none was picked by hand. */
function recogniseOperator(form) {
  const phone = form.elements.phoneNumber
  const line = form.querySelector('[data-recognised]')
  if (!phone || !line) return
  const operators = [...form.querySelectorAll('[data-prefixes]')]
  const recognise = () => {
    const prefix = /^(?:(?:\+|00)?2550?|0)(\d\d)/.exec(phone.value.replace(/[^\d+]/g, ''))?.[1]
    const automatic = form.elements.method.value === 'auto'
    const found = automatic && operators.find(({ dataset }) => dataset.prefixes.split(' ').includes(prefix))
    for (const operator of operators) operator.classList.toggle('is-recognised', operator === found)
    const words = found ? `${found.querySelector('.choice-name').textContent} ${line.dataset.recognised}` : ''
    // Writing the same words again would have them read out again.
    if (line.textContent !== words) line.textContent = words
  }
  form.addEventListener('input', recognise)
  recognise()
}

/** Some time, cut short when the connection is back. */
const pause = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
    addEventListener('online', resolve, { once: true })
  })

/** Asks how the payment stands, in requests that are answered when it moves, and shows the page anew then. */
async function follow(note) {
  let leaving = false
  addEventListener('pagehide', () => {
    leaving = true
  })
  while (!leaving) {
    // After a loss the first thing to know is that the connection is back.
    const wait = note.hidden ? '20s' : '0s'
    const request = new AbortController()
    const giveUp = () => request.abort()
    const timer = setTimeout(giveUp, 30_000)
    addEventListener('offline', giveUp, { once: true })
    try {
      const address = `${note.dataset.follow}?seen=${encodeURIComponent(note.dataset.seen)}&wait=${wait}`
      const answer = await fetch(address, { cache: 'no-store', signal: request.signal })
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
    } finally {
      clearTimeout(timer)
      removeEventListener('offline', giveUp)
    }
  }
}

function leaveSoon(link) {
  setTimeout(() => location.replace(link.href), Number(link.dataset.leaveAfter) * 1000)
}

/** Says what the scenario that is being typed does. */
function explain(field) {
  const line = document.getElementById('scenario-means')
  let asked = ''
  const tell = async () => {
    asked = field.value
    const answer = await fetch(`${field.dataset.explain}?name=${encodeURIComponent(asked)}`).catch(() => null)
    const { explanation = '' } = answer?.ok ? await answer.json() : {}
    // A slow answer must not explain what is no longer there.
    if (field.value === asked) line.textContent = explanation
  }
  field.addEventListener('input', tell)
  if (field.value) tell()
}

/** Buttons that need a script are shown where there is one. */
function enableButtons() {
  for (const button of document.querySelectorAll('[data-fill]')) {
    button.hidden = false
    button.addEventListener('click', () => {
      const field = document.getElementById('scenario')
      field.value = button.dataset.fill
      field.dispatchEvent(new Event('input', { bubbles: true }))
      field.focus()
    })
  }
  if (!navigator.clipboard) return
  for (const button of document.querySelectorAll('[data-copy]')) {
    const words = button.innerHTML
    button.hidden = false
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy)
      } catch {
        // Forbidden, as in a frame of a page that has not allowed it.
        button.hidden = true
        return
      }
      button.textContent = button.dataset.copied
      setTimeout(() => {
        button.innerHTML = words
      }, 1500)
    })
  }
}

/** Adds what happens to the list as it happens, while the bar is open: nobody loads what they do not see. */
async function listHappenings(list, bar) {
  const maxLines = 100
  let { after } = list.dataset
  for (;;) {
    while (!bar.open) await new Promise((resolve) => bar.addEventListener('toggle', resolve, { once: true }))
    try {
      const answer = await fetch(`${list.dataset.live}?after=${after}&wait=20s`, { cache: 'no-store' })
      if (!answer.ok) return
      const news = await answer.json()
      after = news.after
      for (const { at, time, text } of news.items) {
        const line = document.createElement('li')
        const clock = document.createElement('time')
        clock.dateTime = at
        clock.textContent = time
        line.append(clock, ` ${text}`)
        list.append(line)
      }
      while (list.children.length > maxLines) list.firstElementChild.remove()
      if (news.items.length > 0) list.scrollTop = list.scrollHeight
    } catch {
      await pause(2000)
    }
  }
}

/** The bar stays open or closed from page to page. */
function keepBarAsItWas(details) {
  const key = 'checkout-bar'
  whereAllowed(() => {
    if (sessionStorage.getItem(key) === 'open') details.open = true
    details.addEventListener('toggle', () => sessionStorage.setItem(key, details.open ? 'open' : 'closed'))
  })
}

const form = document.querySelector('form[data-pay]')
if (form) {
  guardPayButton(form)
  keepTypedInAnotherLanguage(form)
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
const scenario = document.querySelector('[data-explain]')
if (scenario) explain(scenario)
const details = document.querySelector('.bar details')
if (details) {
  keepBarAsItWas(details)
  enableButtons()
  const list = details.querySelector('[data-live]')
  list.scrollTop = list.scrollHeight
  listHappenings(list, details)
}
