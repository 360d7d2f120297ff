import { BedDouble } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { ApiProblem } from '../../ui/api.ts'
import { Button, Checkbox, Choices, IconButton, SelectField, Stepper, Switch, TextArea, TextField } from '../../ui/controls.tsx'
import { Dialog, KeyboardHelp, useToast } from '../../ui/overlays.tsx'
import { Head } from '../../ui/page.tsx'
import { Countdown, EmptyState, ErrorNotice, Notice, PriceSentence, Skeleton, StatusBadge, Table, type ReservationStatus } from '../../ui/show.tsx'

const pickers = () => import('../../ui/pickers.tsx')
const RangePicker = lazy(async () => ({ default: (await pickers()).RangePicker }))
const behaviour = () => import('../../ui/behaviour.tsx')
const Menu = lazy(async () => ({ default: (await behaviour()).Menu }))
const Tabs = lazy(async () => ({ default: (await behaviour()).Tabs }))
const ComboBox = lazy(async () => ({ default: (await behaviour()).ComboBox }))
const statuses: ReservationStatus[] = ['held', 'confirmed', 'arrived', 'completed', 'expired', 'cancelled', 'no_show']
const swatches = ['paper', 'surface', 'sunken', 'line', 'ink', 'ink-2', 'ink-3', 'accent', 'accent-wash', 'signal', 'signal-wash', 'good', 'bad', 'wait']
const refusal = new ApiProblem(409, {
  type: '/problems/not-available', title: 'It is no longer free', detail: 'Somebody took the last room a moment ago. Your details are kept.',
  reasons: [{ code: 'sold_out', detail: '', nights: ['2027-05-02'] }, { code: 'min_stay', detail: '', limit: 3 }],
  alternatives: [{ kind: 'dates', label: '', arrival: '2027-05-03', departure: '2027-05-06', total: { amount: '31200', currency: 'EUR', exponent: 2 } }, { kind: 'room_type', label: 'Garden double', total: { amount: '35400', currency: 'EUR', exponent: 2 } }],
})

/** A page for those who build pages: every component in its states, to be looked at in both languages and both lights. English only. */
export function StyleguidePage() {
  const toast = useToast()
  const [open, setOpen] = useState(false)
  const [count, setCount] = useState(2)
  const [kind, setKind] = useState<'hotel' | 'restaurant'>('hotel')
  const [slot, setSlot] = useState('19:30')
  const [range, setRange] = useState<{ from: string; to: string } | null>({ from: '2027-05-02', to: '2027-05-05' })
  const [until] = useState(() => new Date(Math.ceil(Date.now() / 1000) * 1000 + 583_000).toISOString())
  return (
    <div className="wrap stack styleguide" lang="en" dir="auto">
      <Head title="Styleguide" keepPrivate />
      <KeyboardHelp lines={[{ keys: ['/'], what: 'Find' }, { keys: ['N'], what: 'New booking' }]} />
      <h1 className="serif">Styleguide</h1>
      <section className="stack"><h2>Colour</h2><div className="row">{swatches.map((name) => <div key={name} className="swatch" data-swatch={name}><span className="small">{name}</span></div>)}</div></section>
      <section className="stack"><h2>Buttons</h2>
        <div className="row"><Button look="primary">Book now</Button><Button>Change</Button><Button look="plain">Details</Button><Button look="danger">Cancel booking</Button><Button look="primary" busy>Holding</Button><Button disabled>Sold out</Button><Button size="small">Small</Button><IconButton label="Rooms"><BedDouble /></IconButton></div></section>
      <section className="stack"><h2>Fields</h2>
        <div className="styleguide-grid">
          <TextField label="Name" autoComplete="name" placeholder="As on your passport" /><TextField label="E-mail" error="This e-mail has no @" defaultValue="ana.example.org" /><SelectField label="Country"><option>Portugal</option><option>Japan</option></SelectField>
          <TextArea label="A word to the house" optional hint="Allergies, a late arrival, a birthday" /><Suspense><ComboBox label="Room type" items={[{ id: 'a', label: 'Garden double', detail: '4 free' }, { id: 'b', label: 'Sea suite', detail: '1 free' }]} value={null} onChange={() => {}} /></Suspense>
          <div><Checkbox defaultChecked>Step-free access</Checkbox><Checkbox>Breakfast</Checkbox><Switch defaultChecked>Show prices</Switch></div>
          <Stepper label="Guests" value={count} onChange={setCount} min={1} max={8} /><Choices label="Kind" choices={[{ value: 'hotel', label: 'Rooms' }, { value: 'restaurant', label: 'Tables' }]} value={kind} onChange={setKind} />
          <Choices label="Time" look="chips" choices={['18:45', '19:00', '19:15', '19:30', '19:45'].map((value) => ({ value, label: value, disabled: value === '19:00' }))} value={slot} onChange={setSlot} />
        </div></section>
      <section className="stack"><h2>States</h2><div className="row">{statuses.map((status) => <StatusBadge key={status} status={status} />)}</div>
        <Countdown until={until} of={600} />
        <p><PriceSentence total={{ amount: '31200', currency: 'EUR', exponent: 2 }} due_now={{ amount: '6240', currency: 'EUR', exponent: 2 }} nights={3} free_until="2027-05-04T17:00:00Z" time_zone="Europe/Lisbon" /></p>
        <ErrorNotice error={refusal} onChoose={() => {}} onRetry={() => {}} /><Notice tone="good">Confirmed. We sent you a mail.</Notice><Notice tone="signal">Only one room left.</Notice><Skeleton lines={3} /></section>
      <section className="stack"><h2>Overlays</h2><div className="row"><Button onClick={() => setOpen(true)}>Open a dialog</Button><Button onClick={() => toast('Booking cancelled', { action: { label: 'Undo', run: () => {} } })}>Raise a toast</Button><Suspense><Menu trigger="Actions" label="Actions" actions={[{ id: 'in', label: 'Check in', run: () => {} }, { id: 'no', label: 'No-show', run: () => {} }]} /></Suspense></div>
        <Dialog open={open} onClose={() => setOpen(false)} title="Cancel this booking?" actions={<><Button onClick={() => setOpen(false)}>Keep it</Button><Button look="danger" onClick={() => setOpen(false)}>Cancel booking</Button></>}><p>You get €62.40 back, within five days.</p></Dialog></section>
      <section className="stack"><h2>Dates</h2><Suspense fallback={<Skeleton lines={6} />}><RangePicker label="Stay" value={range} onChange={setRange} min="2027-04-20" months={1} under={(date) => `€${90 + (Number(date.slice(-2)) % 5) * 8}`} /></Suspense></section>
      <section className="stack"><h2>Table and tabs</h2>
        <Suspense><Tabs label="Views" tabs={[{ id: 'a', label: 'Arrivals', panel: <Table caption="Arrivals" rowKey={(row) => row.code} rows={[{ code: 'K7Q2', guest: 'Ana Duarte', nights: 3, total: '€312' }, { code: 'M4ZD', guest: '山本 葵', nights: 1, total: '€99' }]} columns={[{ key: 'code', head: 'Code', cell: (row) => row.code }, { key: 'guest', head: 'Guest', cell: (row) => row.guest }, { key: 'nights', head: 'Nights', numeric: true, cell: (row) => row.nights }, { key: 'total', head: 'Total', numeric: true, cell: (row) => row.total }]} /> }, { id: 'b', label: 'Departures', panel: <EmptyState icon={<BedDouble />} title="Nobody leaves today">Departures of tomorrow are under the next day.</EmptyState> }]} /></Suspense></section>
    </div>
  )
}
