import { Download, FileText } from 'lucide-react'
import { useState } from 'react'
import { useAsk } from '../../ui/api.ts'
import { Button, buttonClass, SelectField, TextField } from '../../ui/controls.tsx'
import { Badge, DateText, MoneyText } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { useDesk } from '../desk.ts'
import { Ask, useStep, WindowField } from './ask.tsx'
import { mayCredit, type DialogProps, type Folio } from './bill.ts'

const creditReasons = ['guest_asked', 'mistake', 'price', 'service', 'cancelled', 'other'] as const

/** Whom the invoice is made out to; what is left empty is not on it. */
export function InvoiceDialog({ folio, onClose }: DialogProps) {
  const { say } = useWords()
  const [no, setNo] = useState(1)
  const [buyer, setBuyer] = useState({ name: folio.booking?.guest_name ?? folio.name ?? '', company: '', street: '', postal_code: '', city: '', country: '', tax_number: '', email: '' })
  const step = useStep('issueInvoice', { no, buyer }, say('desk.bill.invoiced'), onClose)
  const field = (key: keyof typeof buyer, more: object = {}) => <TextField label={say(`desk.bill.buyer.${key}`)} optional={key !== 'name'} dir="auto" value={buyer[key]} onChange={(event) => { setBuyer({ ...buyer, [key]: event.target.value }) }} error={step.errorAt(`/buyer/${key}`)} {...more} />
  const { company, country, tax_number: taxNumber, email, ...rest } = buyer
  const given = { ...rest, ...(company === '' ? {} : { company }), ...(country === '' ? {} : { country: country.toUpperCase() }), ...(taxNumber === '' ? {} : { tax_number: taxNumber }), ...(email === '' ? {} : { email }) }
  return (
    <Ask title={say('desk.bill.invoice')} action={say('desk.bill.invoiceDo')} busy={step.busy} problem={step.problem} disabled={buyer.name.trim() === ''} onClose={onClose}
      onDo={() => { step.run({ params: { venue: folio.venue }, body: { folio: folio.id, window: no, buyer: given } }) }}>
      <p className="muted">{say('desk.bill.invoiceHint')}</p>
      <WindowField folio={folio} value={no} onChange={setNo} />
      <div className="bill-fields">{field('name', { 'data-autofocus': '' })}{field('company')}{field('street')}{field('postal_code')}{field('city')}{field('country', { maxLength: 2, dir: 'ltr' })}{field('tax_number', { dir: 'ltr' })}{field('email', { type: 'email', dir: 'ltr' })}</div>
    </Ask>
  )
}

/** What was issued for this bill: to download, and to correct by a credit note. */
export function Documents({ folio }: { folio: Folio }) {
  const { say } = useWords()
  const desk = useDesk()
  const list = useAsk('listDocuments', { params: { venue: folio.venue }, query: { folio: folio.id, limit: 50 } as never })
  const [crediting, setCrediting] = useState<string | null>(null)
  const items = list.data?.items ?? []
  if (items.length === 0) return null
  return (
    <section className="stack" aria-label={say('desk.bill.documents')}>
      <h2 className="bill-heading">{say('desk.bill.documents')}</h2>
      <ul role="list" className="bill-documents">{items.map((one) => (
        <li key={one.id}><FileText aria-hidden className="icon" />
          <span className="grow"><span className="strong figures">{one.number}</span> <Badge tone={one.kind === 'credit_note' ? 'signal' : 'plain'}>{say(`desk.bill.document.${one.kind}`)}</Badge> <DateText date={one.issued_on} style="short" className="muted" /></span>
          <MoneyText money={one.gross} className="strong" />
          <a className={buttonClass('plain', 'small')} href={one.pdf} target="_blank" rel="noreferrer"><Download aria-hidden />PDF</a>
          {one.xml !== null && <a className={buttonClass('plain', 'small')} href={one.xml}><Download aria-hidden />XML</a>}
          {one.kind === 'invoice' && one.credited.amount !== one.gross.amount && mayCredit(desk) && <Button size="small" look="plain" onClick={() => { setCrediting(one.id) }}>{say('desk.bill.credit')}</Button>}
        </li>
      ))}</ul>
      {crediting !== null && <CreditDialog folio={folio} document={crediting} onClose={() => { setCrediting(null) }} />}
    </section>
  )
}

function CreditDialog({ folio, document, onClose }: DialogProps & { document: string }) {
  const { say } = useWords()
  const [reason, setReason] = useState<(typeof creditReasons)[number]>('mistake')
  const step = useStep('creditInvoice', { document, reason }, say('desk.bill.credited'), onClose)
  return (
    <Ask title={say('desk.bill.credit')} action={say('desk.bill.creditDo')} danger busy={step.busy} problem={step.problem} onClose={onClose} onDo={() => { step.run({ params: { venue: folio.venue, document }, body: { reason } }) }}>
      <p>{say('desk.bill.creditHint')}</p>
      <SelectField label={say('desk.panel.reason')} data-autofocus="" value={reason} onChange={(event) => { setReason(event.target.value as typeof reason) }}>{creditReasons.map((one) => <option key={one} value={one}>{say(`desk.bill.creditReason.${one}`)}</option>)}</SelectField>
    </Ask>
  )
}
