import type { ComponentChildren } from 'preact'
import { displayText, indented } from '../../lib/display-text.js'
import { formatDuration } from '../../lib/duration.js'
import type { Alert } from '../alerts.js'
import type { Failed } from '../forms.js'
import type { MerchantContext } from '../merchant-context.js'
import { InWords } from './in-words.js'
import { Live } from './live.js'
import { Time } from './zone.js'

/** Text as it came from somebody else, in a box of its own. */
export function Shown({ text, label }: { readonly text: string; readonly label: string }) {
  const shown = displayText(text)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be focusable */}
      <section class="shown" aria-label={label} tabIndex={0}>
        <pre>{shown.text === '' ? '(empty)' : shown.text}</pre>
      </section>
      {shown.note && (
        <p class="hint">
          <InWords text={shown.note} />
        </p>
      )}
    </>
  )
}

/** A message as it is, and, where it is JSON, in a form that is easier to read. */
export function Message({ text, label }: { readonly text: string; readonly label: string }) {
  const readable = indented(text)
  return (
    <>
      <Shown text={text} label={label} />
      {readable !== null && (
        <details>
          <summary>As a JSON parser reads it</summary>
          <Shown text={readable} label={`${label}, indented`} />
        </details>
      )}
    </>
  )
}

/** Text with a button that copies it; without script it is still there to be selected. */
export function Copyable({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <span class="copyable">
      <code>{text}</code>
      <button type="button" class="copy" data-copy={text} aria-label={`Copy ${label}`} hidden>
        Copy
      </button>
    </span>
  )
}

/** Headers, one to a line, as they stand in a message. */
export function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}

interface FieldProps {
  readonly form: string
  readonly name: string
  readonly label: string
  readonly value?: string
  readonly failed: Failed | null
  readonly placeholder?: string
  readonly hint?: string
}

/** A labelled text field; after a mistake with what was typed, and what is wrong, beside it. */
export function Field({ form, name, label, value = '', failed, placeholder, hint }: FieldProps) {
  const { id, error, kept } = stateOf(form, name, failed)
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type="text"
        value={kept ?? value}
        placeholder={placeholder}
        autocomplete="off"
        {...(error ? { 'aria-invalid': true, 'aria-describedby': `${id}-error` } : {})}
      />
      {hint && <span class="hint">{hint}</span>}
      <FieldError id={id} error={error} />
    </p>
  )
}

interface ChoiceProps extends Omit<FieldProps, 'placeholder' | 'hint'> {
  /** Value and text of each choice. */
  readonly options: readonly (readonly [value: string, text: string])[]
}

/** A labelled list to choose from, which fails as {@link Field} does. */
export function Choice({ form, name, label, value = '', failed, options }: ChoiceProps) {
  const { id, error, kept } = stateOf(form, name, failed)
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        name={name}
        {...(error ? { 'aria-invalid': true, 'aria-describedby': `${id}-error` } : {})}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option} selected={option === (kept ?? value)}>
            {text}
          </option>
        ))}
      </select>
      <FieldError id={id} error={error} />
    </p>
  )
}

/** The fields that narrow a list down; the address has them, so that it can be passed on. */
export function Filters({ children }: { readonly children: ComponentChildren }) {
  return (
    <search>
      <form class="filters" method="get">
        {children}
        <button type="submit">Show</button>
      </form>
    </search>
  )
}

function stateOf(form: string, name: string, failed: Failed | null) {
  const ours = failed?.form === form ? failed : null
  return {
    id: `${form}-${name}`.replaceAll(/[^\w-]/g, '-'),
    error: ours?.field === name ? ours : null,
    kept: ours ? (ours.typed[name] ?? '') : null,
  }
}

function FieldError({ id, error }: { readonly id: string; readonly error: Failed | null }) {
  if (!error) return null
  return (
    <span class="error" id={`${id}-error`}>
      <InWords text={`${sentence(error.message)} ${sentence(error.hint)}`} />
    </span>
  )
}

/** What did not work, at the top of the page, with a way to the field. */
export function Summary({ failed }: { readonly failed: Failed | null }) {
  if (!failed) return null
  const id = `${failed.form}-${failed.field}`.replaceAll(/[^\w-]/g, '-')
  return (
    <div class="summary" role="alert">
      <strong>This did not work.</strong>{' '}
      <a href={`#${id}`}>
        <InWords text={sentence(failed.message)} />
      </a>
    </div>
  )
}

/** What was done, at the top of the page that comes next. */
export function Done({ outcome }: { readonly outcome: string | undefined }) {
  if (outcome === undefined) return null
  return (
    <p class="done" role="status">
      {outcome}
    </p>
  )
}

export function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}

interface TickProps {
  readonly form: string
  readonly name: string
  readonly label: string
  readonly on: boolean
  readonly failed: Failed | null
}

/** A box to tick; after a mistake as it was left. */
export function Tick({ form, name, label, on, failed }: TickProps) {
  const checked = failed?.form === form ? failed.typed[name] === 'on' : on
  return (
    <p class="tick-box">
      <label>
        <input class="ticked" type="checkbox" name={name} checked={checked} /> {label}
      </label>
    </p>
  )
}

/** What needs attention, and why, with a way to where it can be seen. */
export function AlertText({ alert: { what, why, href, times } }: { readonly alert: Alert }) {
  return (
    <>
      <a href={href}>{what}</a>
      {times > 1 && ` (${times} times)`}
      {why && <div class="hint">{why}</div>}
    </>
  )
}

/** Takes what needs attention off the list; what happens later comes back onto it. */
export function MarkSeen({
  id,
  href,
  count,
}: {
  readonly id: string
  readonly href: string
  readonly count: number
}) {
  return (
    <Live id={id}>
      {count > 0 && (
        <div class="actions">
          <ActionButton action={href} testId="mark-seen">
            Mark all as seen
          </ActionButton>
        </div>
      )}
    </Live>
  )
}

interface ButtonProps {
  readonly action: string
  readonly fields?: Readonly<Record<string, string>>
  readonly testId?: string
  /** What the button does, where its text alone does not say it. */
  readonly label?: string
  /** Asked before anything happens. */
  readonly confirm?: string
  readonly children: ComponentChildren
}

/** A button that is a form of its own. */
export function ActionButton({ action, fields = {}, testId, label, confirm, children }: ButtonProps) {
  return (
    <form method="post" action={action} class="inline" data-confirm={confirm}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" data-testid={testId} aria-label={label}>
        {children}
      </button>
    </form>
  )
}

/** The merchant's time and how to move it. `action` is where its forms go. */
export function ClockBar({
  context: { now, frozen, aheadMs },
  action,
  failed,
  next = 'To the next event',
}: {
  readonly context: MerchantContext
  readonly action: string
  readonly failed: Failed | null
  /** Says whose event is gone to, on a page about less than the merchant. */
  readonly next?: string
}) {
  return (
    <section class="clock" aria-label="Clock">
      <Live id="clock-reading">
        <p>
          <Time at={now} /> {frozen ? '(frozen)' : '(running)'}
          {aheadMs > 0 && ` ${formatDuration(aheadMs)} ahead of real time`}
        </p>
      </Live>
      <ActionButton action={action} fields={{ move: 'next' }} testId="clock-next">
        {next}
      </ActionButton>
      <ActionButton action={action} fields={{ move: 'idle' }} testId="clock-idle">
        Until nothing is planned
      </ActionButton>
      <ActionButton action={action} fields={{ move: frozen ? 'resume' : 'freeze' }} testId="clock-toggle">
        {frozen ? 'Let it run' : 'Freeze'}
      </ActionButton>
      <Live id="clock-real">
        {aheadMs > 0 && (
          <ActionButton action={action} fields={{ move: 'real-time' }} testId="clock-real">
            Back to real time
          </ActionButton>
        )}
      </Live>
      <form method="post" action={action} class="inline">
        <input type="hidden" name="move" value="advance" />
        <Field form="clock" name="duration" label="Move on by" value="30s" failed={failed} />
        <button type="submit" data-testid="clock-advance">
          Move on
        </button>
      </form>
    </section>
  )
}
