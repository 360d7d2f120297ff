import { Check, LoaderCircle, Minus, Plus } from 'lucide-react'
import { useId, type ComponentPropsWithRef, type ReactNode } from 'react'
import { useAwake, useToldWhenAwake } from './waking.ts'
import { useWords } from './words.tsx'

export type ButtonLook = 'primary' | 'secondary' | 'plain' | 'danger'
/** The class list of a button, for links that look like one. */
export function buttonClass(look: ButtonLook = 'secondary', size?: 'small' | 'large', extra = ''): string {
  return `button button-${look} ${size ? `button-${size}` : ''} ${extra}`.trim()
}

export interface ButtonProps extends ComponentPropsWithRef<'button'> { look?: ButtonLook; size?: 'small' | 'large'; busy?: boolean; icon?: ReactNode; early?: boolean }
/**
 * A press; `busy` keeps its place and its words and takes no second press. A form is not sent before its page is awake,
 * neither by its button nor by Enter: the browser would put what is typed, a password too, into the address. `early` is
 * for a form whose `action` is an address that may be asked for so.
 */
export function Button({ look = 'secondary', size, busy = false, icon, early = false, className = '', children, type = 'button', disabled, onClick, ...rest }: ButtonProps) {
  const asleep = !useAwake() && type === 'submit' && !early
  return (
    <button {...rest} type={type} className={buttonClass(look, size, className)} disabled={disabled || asleep} data-asleep={asleep ? '' : undefined} aria-busy={busy || undefined} aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}>
      {busy ? <LoaderCircle className="icon spin" aria-hidden /> : icon}
      {children}
    </button>
  )
}

/** An icon alone: its label is its name and its tooltip. */
export function IconButton({ label, children, className = '', type = 'button', ...rest }: ComponentPropsWithRef<'button'> & { label: string }) {
  return <button {...rest} type={type} className={`icon-button ${className}`} aria-label={label} title={label}>{children}</button>
}

interface FieldFrame { label: ReactNode; hint?: ReactNode; error?: string | null | undefined; optional?: boolean; hideLabel?: boolean; className?: string }
/** Label, control, hint and error, tied together for assistive technology. `control` receives the ids. */
export function Field({ label, hint, error, optional, hideLabel, className = '', control }: FieldFrame & { control: (aria: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }) => ReactNode }) {
  const id = useId()
  const { say } = useWords()
  const around = useToldWhenAwake<HTMLDivElement>()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined
  return (
    <div ref={around} className={`field ${className}`} data-error={error ? '' : undefined}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : 'field-label'}>{label}{optional && <span className="faint"> ({say('field.optional')})</span>}</label>
      {control({ id, 'aria-describedby': described, 'aria-invalid': error ? true : undefined })}
      {hint && <p id={`${id}-hint`} className="field-hint">{hint}</p>}
      {error && <p id={`${id}-error`} className="field-error">{error}</p>}
    </div>
  )
}

export type TextFieldProps = FieldFrame & Omit<ComponentPropsWithRef<'input'>, 'className'> & { before?: ReactNode; after?: ReactNode }
export function TextField({ label, hint, error, optional, hideLabel, className, before, after, ...input }: TextFieldProps) {
  return <Field {...{ label, hint, error, optional, hideLabel, className } as FieldFrame} control={(aria) => (
    <div className="input-frame">{before}<input type="text" {...input} {...aria} className="input" />{after}</div>
  )} />
}
export function TextArea({ label, hint, error, optional, hideLabel, className, ...input }: FieldFrame & Omit<ComponentPropsWithRef<'textarea'>, 'className'>) {
  return <Field {...{ label, hint, error, optional, hideLabel, className } as FieldFrame} control={(aria) => <div className="input-frame"><textarea rows={3} {...input} {...aria} className="input" /></div>} />
}
/** The platform's own select: on a phone nothing beats its wheel. */
export function SelectField({ label, hint, error, optional, hideLabel, className, children, ...input }: FieldFrame & Omit<ComponentPropsWithRef<'select'>, 'className'>) {
  return <Field {...{ label, hint, error, optional, hideLabel, className } as FieldFrame} control={(aria) => <div className="input-frame select-frame"><select {...input} {...aria} className="input">{children}</select></div>} />
}

export function Checkbox({ children, className = '', ...input }: Omit<ComponentPropsWithRef<'input'>, 'type'> & { children: ReactNode }) {
  const around = useToldWhenAwake<HTMLLabelElement>()
  return <label ref={around} className={`check ${className}`}><input {...input} type="checkbox" /><span className="check-box" aria-hidden><Check strokeWidth={3} /></span><span className="check-words">{children}</span></label>
}
export function Switch({ children, className = '', ...input }: Omit<ComponentPropsWithRef<'input'>, 'type' | 'role'> & { children: ReactNode }) {
  return <label className={`switch ${className}`}><input {...input} type="checkbox" role="switch" /><span className="switch-track" aria-hidden /><span>{children}</span></label>
}

export interface Choice<T extends string> { value: T; label: ReactNode; detail?: ReactNode; icon?: ReactNode; disabled?: boolean }
/** One of several. `look="segments"` for two to four short words, `chips` for times, `cards` for options with a line of detail. */
export function Choices<T extends string>({ label, hideLabel, name, choices, value, onChange, look = 'segments', className = '' }: { label: ReactNode; hideLabel?: boolean; name?: string; choices: Choice<T>[]; value: T | null; onChange: (value: T) => void; look?: 'segments' | 'chips' | 'cards'; className?: string }) {
  const own = useId()
  const around = useToldWhenAwake<HTMLFieldSetElement>()
  return (
    <fieldset ref={around} className={`choices choices-${look} ${className}`}>
      <legend className={hideLabel ? 'visually-hidden' : 'field-label'}>{label}</legend>
      <div className="choices-list">
        {choices.map((choice) => (
          <label key={choice.value} className="choice" data-disabled={choice.disabled ? '' : undefined}>
            <input type="radio" name={name ?? own} value={choice.value} checked={choice.value === value} disabled={choice.disabled} onChange={() => onChange(choice.value)} />
            <span className="choice-face">{choice.icon}<span className="choice-words"><span>{choice.label}</span>{choice.detail && <span className="choice-detail">{choice.detail}</span>}</span></span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** A small number with a minus and a plus, and a field for those who type. */
export function Stepper({ label, value, onChange, min = 1, max = 99, name, hint, hideLabel }: { label: string; value: number; onChange: (value: number) => void; min?: number; max?: number; name?: string; hint?: ReactNode; hideLabel?: boolean }) {
  const id = useId()
  const { say } = useWords()
  const around = useToldWhenAwake<HTMLDivElement>()
  const set = (next: number) => onChange(Math.min(max, Math.max(min, Number.isFinite(next) ? Math.round(next) : min)))
  return (
    <div ref={around} className="stepper">
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : 'stepper-label'}>{label}{hint && <span className="field-hint">{hint}</span>}</label>
      <div className="stepper-controls">
        <button type="button" className="icon-button" aria-label={`${label}: ${say('action.less')}`} disabled={value <= min} onClick={() => set(value - 1)}><Minus aria-hidden /></button>
        <input id={id} name={name} className="stepper-value figures" inputMode="numeric" value={value} onChange={(event) => set(Number(event.target.value.replace(/\D/g, '')))}
          onKeyDown={(event) => { if (event.key === 'ArrowUp' || event.key === 'ArrowDown') { event.preventDefault(); set(value + (event.key === 'ArrowUp' ? 1 : -1)) } }} />
        <button type="button" className="icon-button" aria-label={`${label}: ${say('action.more')}`} disabled={value >= max} onClick={() => set(value + 1)}><Plus aria-hidden /></button>
      </div>
    </div>
  )
}
