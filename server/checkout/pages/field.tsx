import type { ComponentChildren, InputHTMLAttributes } from 'preact'

interface FieldProps {
  readonly name: string
  readonly label: string
  readonly hint?: ComponentChildren
  readonly error?: string | undefined
  readonly value?: string | undefined
  readonly testId: string
  readonly input?: InputHTMLAttributes
}

/** A labelled text field; its hint and its error are read out with it. */
export function Field({ name, label, hint, error, value, testId, input = {} }: FieldProps) {
  const described = [hint ? `${name}-hint` : '', error ? `${name}-error` : ''].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <input
        {...input}
        id={name}
        name={name}
        value={value || undefined}
        data-testid={testId}
        aria-describedby={described || undefined}
        aria-invalid={error ? 'true' : undefined}
      />
      <FieldError name={name} error={error} />
    </div>
  )
}

export function FieldError({ name, error }: { readonly name: string; readonly error?: string | undefined }) {
  if (!error) return null
  return (
    <p class="error" id={`${name}-error`} data-testid="error" data-field={name}>
      {error}
    </p>
  )
}
