import { useId, type FormEvent, type ReactNode } from 'react'
import { problemOf, useIntentKey, useTell, type Answer, type OperationName } from '../../ui/api.ts'
import { Button, SelectField } from '../../ui/controls.tsx'
import { Dialog, useToast } from '../../ui/overlays.tsx'
import { ErrorNotice, MoneyText } from '../../ui/show.tsx'
import { houseWord } from '../../ui/house-words.ts'
import { useWords } from '../../ui/words.tsx'
import { touched, type Folio } from './bill.ts'

/** One step on a bill, written once however often the button is pressed. */
export function useStep<O extends OperationName>(operation: O, meant: unknown, done: string, onDone: (answer: Answer<O>) => void) {
  const toast = useToast()
  const key = useIntentKey(meant)
  const tell = useTell(operation, { refreshes: touched, onDone: (answer) => { toast(done, { tone: 'good' }); onDone(answer) } })
  const problem = problemOf(tell.error)
  return { busy: tell.isPending, problem, errorAt: (field: string) => problem?.fields[field], run: (input: object) => { tell.mutate({ ...input, idempotencyKey: key } as never) } }
}

/** A question in a dialog: fields, what went wrong, and one button that does it. */
export function Ask({ title, action, danger, busy, disabled, problem, onClose, onDo, children }: { title: string; action: string; danger?: boolean; busy: boolean; disabled?: boolean; problem: ReturnType<typeof problemOf>; onClose: () => void; onDo: () => void; children?: ReactNode }) {
  const { say } = useWords()
  const id = useId()
  const submit = (event: FormEvent) => { event.preventDefault(); if (disabled !== true) onDo() }
  return (
    <Dialog open onClose={onClose} title={title} actions={<><Button onClick={onClose}>{say('action.cancel')}</Button><Button type="submit" form={id} look={danger ? 'danger' : 'primary'} busy={busy} disabled={disabled}>{action}</Button></>}>
      <form id={id} className="stack" noValidate onSubmit={submit}>{children}{problem !== null && <ErrorNotice error={problem} />}</form>
    </Dialog>
  )
}

/** Which part of the bill; nothing to choose where there is one. */
export function WindowField({ folio, value, onChange, label, automatic = false }: { folio: Folio; value: number; onChange: (no: number) => void; label?: string; automatic?: boolean }) {
  const { say } = useWords()
  if (folio.windows.length === 1 && !automatic) return null
  return (
    <SelectField label={label ?? say('desk.bill.window')} value={String(value)} onChange={(event) => { onChange(Number(event.target.value)) }}>
      {automatic && <option value="0">{say('desk.bill.windowAuto')}</option>}
      {folio.windows.map((window) => <option key={window.no} value={window.no}>{window.no}. {houseWord(window.name, say)}</option>)}
    </SelectField>
  )
}

export function Balance({ money }: { money: { amount: string; currency: string; exponent: number } }) {
  return <MoneyText money={money} className={money.amount === '0' ? 'muted' : 'strong'} />
}
