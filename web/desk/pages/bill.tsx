import { Link, useParams } from '@tanstack/react-router'
import { Banknote, ChevronLeft, Ellipsis, Plus, ReceiptText, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useAsk } from '../../ui/api.ts'
import { Menu } from '../../ui/behaviour.tsx'
import { Button, IconButton } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { Badge, DateText, ErrorNotice, MoneyText, Skeleton } from '../../ui/show.tsx'
import { houseWord } from '../../ui/house-words.ts'
import { useWords } from '../../ui/words.tsx'
import { at, isNothing, mayCharge, mayCorrect, mayIssue, mayTakeMoney, nameOfBill, unitsOf, type Folio, type Line, type Window } from '../bill/bill.ts'
import { Balance, useStep } from '../bill/ask.tsx'
import { ChargeDialog, PaymentDialog, RefundDialog } from '../bill/charge-and-pay.tsx'
import { Documents, InvoiceDialog } from '../bill/documents.tsx'
import { CorrectDialog, MoveDialog, SplitByPersonDialog, SplitDialog } from '../bill/lines-dialogs.tsx'
import { AccountDialog, CloseDialog, RoomDialog, WindowsDialog } from '../bill/settle-dialogs.tsx'
import { useDesk } from '../desk.ts'

type Doing = { what: 'charge' | 'refund' | 'windows' | 'account' | 'room' | 'close' | 'invoice' | 'byPerson' } | { what: 'pay'; window: number } | { what: 'correct' | 'split'; line: Line } | { what: 'move'; lines: Line[] }

/** One bill: who pays, what was charged and paid, what is still to come. */
export function BillPage() {
  const { venue, folio } = useParams({ strict: false }) as { venue: Folio['venue']; folio: Folio['id'] }
  const asked = useAsk('getFolio', { params: { venue, folio } })
  if (asked.data === undefined) return <div className="board">{asked.error ? <ErrorNotice error={asked.error} onRetry={() => { void asked.refetch() }} /> : <Skeleton lines={8} />}</div>
  return <Bill key={folio} folio={asked.data} />
}

function Bill({ folio }: { folio: Folio }) {
  const { say } = useWords()
  const desk = useDesk()
  const [doing, setDoing] = useState<Doing | null>(null)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const name = nameOfBill(folio)
  const lines = folio.lines.filter((line) => chosen.has(line.id))
  const done = () => { setDoing(null); setChosen(new Set()) }
  const open = folio.status === 'open'
  return (
    <div className="board bill">
      <Head title={`${say('desk.bill.title')} ${name} · ${desk.venue.name}`} keepPrivate />
      <Top folio={folio} name={name} open={open} onDo={setDoing} />
      {lines.length > 0 && <div className="bill-chosen" role="status">{say('desk.bill.chosen', { count: lines.length })}
        <Button size="small" onClick={() => { setDoing({ what: 'move', lines }) }}>{say('desk.bill.moveDo')}</Button>
        {lines.length === 1 && folio.windows.length > 1 && <Button size="small" onClick={() => { setDoing({ what: 'split', line: lines[0]! }) }}>{say('desk.bill.split')}</Button>}
        <Button size="small" look="plain" onClick={() => { setChosen(new Set()) }}>{say('action.cancel')}</Button></div>}
      {folio.windows.map((window) => <Part key={window.no} folio={folio} window={window} open={open} chosen={chosen} onChoose={(id, on) => { const next = new Set(chosen); if (on) next.add(id); else next.delete(id); setChosen(next) }} onDo={setDoing} />)}
      {folio.to_come.length > 0 && <ToCome folio={folio} />}
      <Documents folio={folio} />
      <Dialogs folio={folio} doing={doing} onClose={done} />
    </div>
  )
}

function Top({ folio, name, open, onDo }: { folio: Folio; name: string; open: boolean; onDo: (doing: Doing) => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const reopen = useStep('reopenFolio', { version: folio.version }, say('desk.bill.reopened'), () => {})
  const owing = folio.windows.find((one) => unitsOf(one.balance) > 0)?.no ?? folio.windows[0]!.no
  return (
    <header className="bill-top">
      <div className="bill-who">
        <Link to={'/v/$venue/bills' as string} params={{ venue: folio.venue } as never} className="bill-back"><ChevronLeft aria-hidden className="icon turns" />{say('desk.bill.all')}</Link>
        <h1><bdi>{name}</bdi> {folio.status === 'closed' && <Badge tone="good">{say('desk.bill.isClosed')}</Badge>}</h1>
        <p className="muted">{folio.booking !== null && <><bdi className="figures">{[folio.booking.rooms.join(', '), folio.booking.code].filter(Boolean).join(' · ')}</bdi> · </>}{say(`desk.bill.kind.${folio.kind}`)}
          {folio.booking !== null && <> · <Link to={'.' as string} search={{ open: folio.booking.id } as never}>{say('desk.panel.title')}</Link></>}</p>
      </div>
      <dl className="bill-sums">
        <div><dt>{say('desk.bill.balance')}</dt><dd className="bill-balance"><Balance money={folio.balance} /></dd></div>
        {!isNothing(folio.deposit_held) && <div><dt>{say('desk.bill.deposit')}</dt><dd><MoneyText money={folio.deposit_held} /></dd></div>}
        {folio.to_come.length > 0 && <div><dt>{say('desk.bill.expected')}</dt><dd><MoneyText money={folio.expected} /></dd></div>}
        {folio.credit_limit !== null && <div><dt>{say('desk.bill.limit')}</dt><dd><MoneyText money={folio.credit_limit} /></dd></div>}
        {folio.minimum_spend !== null && <div><dt>{say('desk.bill.minimum')}</dt><dd><MoneyText money={folio.minimum_spend} /></dd></div>}
      </dl>
      <div className="row bill-do">
        {open && mayTakeMoney(desk) && <Button look="primary" icon={<Banknote aria-hidden />} onClick={() => { onDo({ what: 'pay', window: owing }) }}>{say('desk.bill.pay')}</Button>}
        {open && mayCharge(desk) && folio.kind !== 'city' && <Button icon={<Plus aria-hidden />} onClick={() => { onDo({ what: 'charge' }) }}>{say('desk.bill.charge')}</Button>}
        {mayIssue(desk) && <Button icon={<ReceiptText aria-hidden />} onClick={() => { onDo({ what: 'invoice' }) }}>{say('desk.bill.invoice')}</Button>}
        {open && <Menu label={say('desk.bill.more')} trigger={<Ellipsis aria-hidden />} className="icon-button" actions={[
          { id: 'windows', label: say('desk.bill.windows'), run: () => { onDo({ what: 'windows' }) } },
          ...(folio.kind === 'table' ? [{ id: 'byPerson', label: say('desk.bill.byPerson'), run: () => { onDo({ what: 'byPerson' as const }) } }, { id: 'room', label: say('desk.bill.toRoom'), run: () => { onDo({ what: 'room' as const }) } }] : []),
          { id: 'account', label: say('desk.bill.toAccount'), run: () => { onDo({ what: 'account' }) } },
          ...(mayCorrect(desk) ? [{ id: 'refund', label: say('desk.bill.refund'), run: () => { onDo({ what: 'refund' as const }) } }] : []),
          { id: 'print', label: say('desk.bill.print'), run: () => { window.open(`/v1/venues/${folio.venue}/folios/${folio.id}/windows/${owing}/bill.pdf`, '_blank', 'noreferrer') } },
          ...(folio.kind === 'stay' || folio.kind === 'table' ? [{ id: 'close', label: say('desk.bill.close'), run: () => { onDo({ what: 'close' as const }) } }] : []),
        ]} />}
        {!open && mayCorrect(desk) && <Button icon={<RotateCcw aria-hidden />} busy={reopen.busy} onClick={() => { reopen.run(at(folio)) }}>{say('desk.bill.reopen')}</Button>}
      </div>
      {reopen.problem !== null && <ErrorNotice error={reopen.problem} />}
    </header>
  )
}

function Part({ folio, window, open, chosen, onChoose, onDo }: { folio: Folio; window: Window; open: boolean; chosen: ReadonlySet<string>; onChoose: (id: string, on: boolean) => void; onDo: (doing: Doing) => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const lines = folio.lines.filter((line) => line.window === window.no)
  return (
    <section className="bill-part" aria-labelledby={`window-${window.no}`}>
      <h2 className="bill-heading" id={`window-${window.no}`}><bdi>{houseWord(window.name, say)}</bdi> {window.payer === 'company' && <Badge><bdi>{window.account_name ?? say('desk.bill.payer.company')}</bdi></Badge>}<span className="grow" /><Balance money={window.balance} /></h2>
      {lines.length === 0 ? <p className="muted">{say('desk.bill.noLines')}</p> : (
        <div className="table-frame"><table className="table bill-table">
          <caption className="visually-hidden">{houseWord(window.name, say)}</caption>
          <thead><tr><th scope="col"><span className="visually-hidden">{say('desk.bill.choose')}</span></th><th scope="col">{say('desk.column.when')}</th><th scope="col">{say('desk.bill.what')}</th><th scope="col" className="wide-only">{say('desk.bill.taxes')}</th><th scope="col" className="numeric">{say('desk.bill.amount')}</th><th scope="col"><span className="visually-hidden">{say('desk.column.do')}</span></th></tr></thead>
          <tbody>{lines.map((line) => (
            <tr key={line.id} data-voided={line.voided_by !== null || line.voids !== null ? '' : undefined}>
              <td>{open && line.may_move && mayCharge(desk) && <input type="checkbox" aria-label={say('desk.bill.chooseLine', { what: houseWord(line.description, say) })} checked={chosen.has(line.id)} onChange={(event) => { onChoose(line.id, event.target.checked) }} />}</td>
              <td className="nowrap"><DateText date={line.date} style="short" /></td>
              <td><bdi>{houseWord(line.description, say) || (line.method === null ? say(`desk.bill.line.${line.kind}`) : say(`desk.bill.method.${line.method}`))}</bdi>{line.quantity > 1 && <span className="muted"> × {line.quantity}</span>}
                <span className="small muted bill-under">{[line.kind === 'charge' ? '' : say(`desk.bill.line.${line.kind}`), line.invoice === null ? '' : say('desk.bill.onInvoice'), line.reason === null ? '' : say(`desk.bill.reason.${line.reason as 'mistake'}`)].filter(Boolean).join(' · ')}</span></td>
              <td className="wide-only small muted">{line.taxes.map((tax) => <span key={tax.code} className="bill-tax"><bdi>{houseWord(tax.name, say)}</bdi> <MoneyText money={tax.amount} /></span>)}</td>
              <td className="numeric figures"><MoneyText money={line.amount} /></td>
              <td>{open && line.may_correct && mayCorrect(desk) && <IconButton label={say('desk.bill.correctLine', { what: houseWord(line.description, say) })} onClick={() => { onDo({ what: 'correct', line }) }}><RotateCcw aria-hidden /></IconButton>}</td>
            </tr>
          ))}</tbody>
        </table></div>
      )}
    </section>
  )
}

/** Nights that are booked and not slept yet: what the bill comes to if nothing changes. */
function ToCome({ folio }: { folio: Folio }) {
  const { say } = useWords()
  return (
    <details className="bill-part"><summary className="bill-heading">{say('desk.bill.toCome', { count: folio.to_come.length })}</summary>
      <ul role="list" className="bill-to-come">{folio.to_come.map((line, i) => <li key={i}><DateText date={line.date} style="short" /><bdi className="grow">{houseWord(line.description, say)}</bdi><MoneyText money={line.amount} /></li>)}</ul>
    </details>
  )
}

function Dialogs({ folio, doing, onClose }: { folio: Folio; doing: Doing | null; onClose: () => void }) {
  const given = { folio, onClose }
  switch (doing?.what) {
    case undefined: return null
    case 'charge': return <ChargeDialog {...given} />
    case 'pay': return <PaymentDialog {...given} window={doing.window} />
    case 'refund': return <RefundDialog {...given} />
    case 'windows': return <WindowsDialog {...given} />
    case 'account': return <AccountDialog {...given} />
    case 'room': return <RoomDialog {...given} />
    case 'close': return <CloseDialog {...given} />
    case 'invoice': return <InvoiceDialog {...given} />
    case 'byPerson': return <SplitByPersonDialog {...given} />
    case 'correct': return <CorrectDialog {...given} line={doing.line} />
    case 'split': return <SplitDialog {...given} line={doing.line} />
    case 'move': return <MoveDialog {...given} lines={doing.lines} />
  }
}
