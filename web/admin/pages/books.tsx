import { useState } from 'react'
import { Tabs } from '../../ui/behaviour.tsx'
import { Head } from '../../ui/page.tsx'
import { useWords } from '../../ui/words.tsx'
import { Deposits, Journals, Payments, Trial } from '../books/reports.tsx'
import { Revenue } from '../books/revenue.tsx'
import { useSetup } from '../setup.tsx'

/** The accountant's view: revenue, balances, payments, deposits held, and the journals that they are made of. */
export function BooksPage() {
  const { say } = useWords()
  const { venue } = useSetup()
  const [tab, setTab] = useState('revenue')
  return (
    <div className="stack step-form wide-page books">
      <Head title={`${say('admin.step.books')} · ${venue.name}`} keepPrivate />
      <header className="stack step-head"><h1>{say('admin.step.books')}</h1><p className="muted">{say('admin.books.lead')}</p></header>
      <Tabs label={say('admin.step.books')} selected={tab} onSelect={setTab} tabs={[
        { id: 'revenue', label: say('admin.books.revenue'), panel: <Revenue /> },
        { id: 'trial', label: say('admin.books.trial'), panel: <Trial /> },
        { id: 'payments', label: say('admin.books.payments'), panel: <Payments /> },
        { id: 'deposits', label: say('admin.books.deposits'), panel: <Deposits /> },
        { id: 'journals', label: say('admin.books.journals'), panel: <Journals /> },
      ]} />
    </div>
  )
}
