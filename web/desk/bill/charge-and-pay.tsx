import { useState } from 'react'
import type { WireMoney } from '@holdfast/contract'
import { MoneyField } from '../../ui/amounts.tsx'
import { Choices, SelectField, Stepper, TextField } from '../../ui/controls.tsx'
import { useWords } from '../../ui/words.tsx'
import { Ask, useStep, WindowField } from './ask.tsx'
import { at, corrections, methods, moneyOf, soldCategories, unitsOf, type DialogProps } from './bill.ts'

export function ChargeDialog({ folio, onClose }: DialogProps) {
  const { say } = useWords()
  const table = folio.kind === 'table'
  const [form, setForm] = useState({ category: (table ? 'food' : 'extra') as (typeof soldCategories)[number], description: '', amount: null as WireMoney | null, quantity: 1, window: 0 })
  const step = useStep('postCharge', form, say('desk.bill.charged'), onClose)
  const { window, amount, ...rest } = form
  return (
    <Ask title={say('desk.bill.charge')} action={say('desk.bill.charge')} busy={step.busy} problem={step.problem} disabled={amount === null || form.description.trim() === ''} onClose={onClose} onDo={() => { step.run({ ...at(folio), body: { ...rest, amount, ...(window === 0 ? {} : { window }) } }) }}>
      <Choices label={say('desk.bill.category')} look="chips" value={form.category} onChange={(category) => { setForm({ ...form, category }) }} choices={soldCategories.filter((one) => (table ? one !== 'room' && one !== 'board' : true)).map((value) => ({ value, label: say(`desk.bill.category.${value}`) }))} />
      <TextField label={say('desk.bill.what')} data-autofocus="" dir="auto" maxLength={120} required value={form.description} onChange={(event) => { setForm({ ...form, description: event.target.value }) }} error={step.errorAt('/description')} />
      <div className="bill-fields">
        <MoneyField label={say('desk.bill.amount')} hint={say('desk.bill.amountHint')} currency={folio.balance.currency} value={amount} onChange={(value) => { setForm({ ...form, amount: value }) }} error={step.errorAt('/amount')} />
        <Stepper label={say('desk.bill.quantity')} value={form.quantity} max={99} onChange={(quantity) => { setForm({ ...form, quantity }) }} />
      </div>
      <WindowField folio={folio} automatic={folio.windows.length > 1} value={form.window} onChange={(no) => { setForm({ ...form, window: no }) }} />
    </Ask>
  )
}

export function PaymentDialog({ folio, window: first, onClose }: DialogProps & { window: number }) {
  const { say } = useWords()
  const [no, setNo] = useState(first)
  const owed = folio.windows.find((one) => one.no === no)?.balance ?? folio.balance
  const [form, setForm] = useState({ method: 'card_terminal' as (typeof methods)[number], amount: (unitsOf(owed) > 0 ? owed : null) as WireMoney | null, tip: null as WireMoney | null })
  const step = useStep('postPayment', { ...form, no }, say('desk.bill.paid'), onClose)
  return (
    <Ask title={say('desk.bill.pay')} action={say('desk.bill.payDo')} busy={step.busy} problem={step.problem} disabled={form.amount === null} onClose={onClose} onDo={() => { step.run({ ...at(folio), body: { method: form.method, amount: form.amount, window: no, ...(form.tip === null ? {} : { tip: form.tip }) } }) }}>
      <WindowField folio={folio} value={no} onChange={(next) => { setNo(next); const due = folio.windows.find((one) => one.no === next)?.balance; setForm({ ...form, amount: due !== undefined && unitsOf(due) > 0 ? due : null }) }} />
      <Choices label={say('desk.bill.method')} look="chips" value={form.method} onChange={(method) => { setForm({ ...form, method }) }} choices={methods.map((value) => ({ value, label: say(`desk.bill.method.${value}`) }))} />
      <div className="bill-fields">
        <MoneyField key={no} label={say('desk.bill.amount')} data-autofocus="" currency={folio.balance.currency} value={form.amount} onChange={(amount) => { setForm({ ...form, amount }) }} error={step.errorAt('/amount')} />
        <MoneyField label={say('desk.bill.tip')} optional currency={folio.balance.currency} value={form.tip} onChange={(tip) => { setForm({ ...form, tip }) }} error={step.errorAt('/tip')} />
      </div>
      {form.method === 'cash' && <p className="small muted">{say('desk.bill.cashHint')}</p>}
    </Ask>
  )
}

export function RefundDialog({ folio, onClose }: DialogProps) {
  const { say } = useWords()
  const [form, setForm] = useState({ method: 'card_terminal' as (typeof methods)[number], amount: (unitsOf(folio.balance) < 0 ? moneyOf(-unitsOf(folio.balance), folio.balance) : null) as WireMoney | null, window: 1, reason: 'goodwill' as (typeof corrections)[number] })
  const step = useStep('postRefund', form, say('desk.bill.refunded'), onClose)
  return (
    <Ask title={say('desk.bill.refund')} action={say('desk.bill.refund')} danger busy={step.busy} problem={step.problem} disabled={form.amount === null} onClose={onClose} onDo={() => { step.run({ ...at(folio), body: form }) }}>
      <WindowField folio={folio} value={form.window} onChange={(no) => { setForm({ ...form, window: no }) }} />
      <Choices label={say('desk.bill.method')} look="chips" value={form.method} onChange={(method) => { setForm({ ...form, method }) }} choices={methods.map((value) => ({ value, label: say(`desk.bill.method.${value}`) }))} />
      <MoneyField label={say('desk.bill.amount')} data-autofocus="" currency={folio.balance.currency} value={form.amount} onChange={(amount) => { setForm({ ...form, amount }) }} error={step.errorAt('/amount')} />
      <SelectField label={say('desk.panel.reason')} value={form.reason} onChange={(event) => { setForm({ ...form, reason: event.target.value as typeof form.reason }) }}>{corrections.map((one) => <option key={one} value={one}>{say(`desk.bill.reason.${one}`)}</option>)}</SelectField>
    </Ask>
  )
}
