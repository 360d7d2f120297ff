import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { WireMoney } from '@holdfast/contract'
import { MoneyField } from '../../ui/amounts.tsx'
import { useAsk } from '../../ui/api.ts'
import { Button, IconButton, SelectField, TextField } from '../../ui/controls.tsx'
import { MoneyText, Notice } from '../../ui/show.tsx'
import { houseWord } from '../../ui/house-words.ts'
import { useWords } from '../../ui/words.tsx'
import { useDesk } from '../desk.ts'
import { Ask, useStep, WindowField } from './ask.tsx'
import { at, isNothing, nameOfBill, soldCategories, unitsOf, type DialogProps, type Folio, type Summary } from './bill.ts'

/** Open accounts of companies and of the house. */
function useAccounts(venue: string): Summary[] {
  const city = useAsk('listFolios', { params: { venue: venue as Folio['venue'] }, query: { kind: 'city', limit: 100 } as never })
  const house = useAsk('listFolios', { params: { venue: venue as Folio['venue'] }, query: { kind: 'house', limit: 100 } as never })
  return [...city.data?.items ?? [], ...house.data?.items ?? []]
}

/** Who pays what: parts of the bill with a payer each, and where new charges go. */
export function WindowsDialog({ folio, onClose }: DialogProps) {
  const { say } = useWords()
  const accounts = useAccounts(folio.venue).filter((one) => one.kind === 'city')
  const [windows, setWindows] = useState(() => folio.windows.map(({ no, name, payer, account }) => ({ no, name, payer, account: account as string | null })))
  const [routing, setRouting] = useState(() => new Map(folio.routing.map((one) => [one.category as string, one.window])))
  const body = { windows, routing: [...routing].filter(([, window]) => windows.some((one) => one.no === window)).map(([category, window]) => ({ category, window })) }
  const step = useStep('setWindows', body, say('desk.bill.windowsDone'), onClose)
  const set = (no: number, part: Partial<(typeof windows)[number]>) => { setWindows((now) => now.map((one) => (one.no === no ? { ...one, ...part } : one))) }
  const free = [1, 2, 3, 4, 5, 6, 7, 8].find((no) => !windows.some((one) => one.no === no))
  return (
    <Ask title={say('desk.bill.windows')} action={say('action.save')} busy={step.busy} problem={step.problem} onClose={onClose} disabled={windows.some((one) => one.name.trim() === '')} onDo={() => { step.run({ ...at(folio), body }) }}>
      <p className="muted">{say('desk.bill.windowsHint')}</p>
      {windows.map((window) => (
        <div key={window.no} className="bill-window-row">
          <TextField label={say('desk.bill.windowName', { no: window.no })} dir="auto" maxLength={60} value={window.name} onChange={(event) => { set(window.no, { name: event.target.value }) }} />
          <SelectField label={say('desk.bill.payer')} value={window.account ?? window.payer} onChange={(event) => { const { value } = event.target; set(window.no, value === 'guest' || value === 'company' ? { payer: value, account: null } : { payer: 'company', account: value }) }}>
            <option value="guest">{say('desk.bill.payer.guest')}</option><option value="company">{say('desk.bill.payer.company')}</option>
            {accounts.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </SelectField>
          <IconButton label={say('desk.bill.windowRemove', { name: houseWord(window.name, say) })} disabled={windows.length === 1} onClick={() => { setWindows((now) => now.filter((one) => one.no !== window.no)) }}><Trash2 aria-hidden /></IconButton>
        </div>
      ))}
      {free !== undefined && <div><Button size="small" icon={<Plus aria-hidden />} onClick={() => { setWindows((now) => [...now, { no: free, name: say('desk.bill.windowNew'), payer: 'guest', account: null }]) }}>{say('desk.bill.windowAdd')}</Button></div>}
      {windows.length > 1 && <fieldset className="stack"><legend className="field-label">{say('desk.bill.routing')}</legend>
        <div className="bill-fields">{[...soldCategories, 'tax' as const].map((category) => (
          <SelectField key={category} label={say(`desk.bill.category.${category}`)} value={String(routing.get(category) ?? 1)} onChange={(event) => { setRouting(new Map(routing).set(category, Number(event.target.value))) }}>
            {windows.map((window) => <option key={window.no} value={window.no}>{window.no}. {houseWord(window.name, say)}</option>)}
          </SelectField>
        ))}</div></fieldset>}
    </Ask>
  )
}

/** What a part of the bill owes goes to an account, to be paid later. */
export function AccountDialog({ folio, onClose }: DialogProps) {
  const { say } = useWords()
  const accounts = useAccounts(folio.venue)
  const [form, setForm] = useState({ window: folio.windows.find((one) => unitsOf(one.balance) > 0)?.no ?? 1, account: '' })
  const step = useStep('settleToAccount', form, say('desk.bill.moved'), onClose)
  const owed = folio.windows.find((one) => one.no === form.window)?.balance
  return (
    <Ask title={say('desk.bill.toAccount')} action={say('desk.bill.toAccountDo')} busy={step.busy} problem={step.problem} disabled={form.account === ''} onClose={onClose} onDo={() => { step.run({ ...at(folio), body: form }) }}>
      <WindowField folio={folio} value={form.window} onChange={(window) => { setForm({ ...form, window }) }} />
      {owed !== undefined && <p>{say('desk.bill.owes')} <MoneyText money={owed} className="strong" /></p>}
      {accounts.length === 0 ? <Notice><p>{say('desk.bill.noAccounts')}</p></Notice>
        : <SelectField label={say('desk.bill.account')} data-autofocus="" value={form.account} onChange={(event) => { setForm({ ...form, account: event.target.value }) }}><option value="">{say('desk.bill.choose')}</option>{accounts.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</SelectField>}
    </Ask>
  )
}

/** A dinner goes to the bill of a guest who is in the house, at a hotel of the same vendor. */
export function RoomDialog({ folio, onClose }: DialogProps) {
  const { say } = useWords()
  const { staff } = useDesk()
  const hotels = staff.venues.filter((one) => one.kind === 'hotel')
  const [hotel, setHotel] = useState(hotels[0]?.id ?? '')
  const [booking, setBooking] = useState('')
  const [tip, setTip] = useState<WireMoney | null>(null)
  const board = useAsk('board', { params: { venue: hotel } as never, query: {} }, { enabled: hotel !== '' })
  const step = useStep('chargeToRoom', { hotel, booking, tip }, say('desk.bill.moved'), onClose)
  return (
    <Ask title={say('desk.bill.toRoom')} action={say('desk.bill.toRoomDo')} busy={step.busy} problem={step.problem} disabled={booking === ''} onClose={onClose} onDo={() => { step.run({ ...at(folio), body: { hotel, booking, ...(tip === null ? {} : { tip }) } }) }}>
      {hotels.length === 0 && <Notice><p>{say('desk.bill.noHotel')}</p></Notice>}
      {hotels.length > 1 && <SelectField label={say('desk.bill.hotel')} value={hotel} onChange={(event) => { setHotel(event.target.value); setBooking('') }}>{hotels.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</SelectField>}
      {hotels.length > 0 && <SelectField label={say('desk.bill.room')} data-autofocus="" value={booking} onChange={(event) => { setBooking(event.target.value) }}>
        <option value="">{say('desk.bill.choose')}</option>
        {board.data?.in_house.map((line) => <option key={line.reservation} value={line.booking}>{[line.room, line.guest_name || line.code].filter(Boolean).join(' · ')}</option>)}
      </SelectField>}
      <MoneyField label={say('desk.bill.tip')} optional currency={folio.balance.currency} value={tip} onChange={setTip} />
    </Ask>
  )
}

/** Settles and closes. What is still owed is named; a bill that owes nothing closes at once. */
export function CloseDialog({ folio, onClose }: DialogProps) {
  const { say } = useWords()
  const step = useStep('closeFolio', { version: folio.version }, say('desk.bill.closed'), onClose)
  const owing = folio.windows.filter((one) => !isNothing(one.balance) && one.account === null)
  return (
    <Ask title={say('desk.bill.close')} action={say('desk.bill.close')} busy={step.busy} problem={step.problem} onClose={onClose} onDo={() => { step.run({ ...at(folio), body: {} }) }}>
      <p>{say('desk.bill.closeHint')}</p>
      {folio.to_come.length > 0 && <p className="muted">{say('desk.bill.closeToCome', { name: nameOfBill(folio) })}</p>}
      {owing.map((one) => <p key={one.no}>{one.no}. <bdi>{one.name}</bdi>: <MoneyText money={one.balance} className="strong" /></p>)}
    </Ask>
  )
}
