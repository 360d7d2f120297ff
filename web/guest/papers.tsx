import { FileText, ReceiptText } from 'lucide-react'
import { useAsk, useTell } from '../ui/api.ts'
import { Button } from '../ui/controls.tsx'
import { DateText, ErrorNotice, MoneyText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import type { BookingView } from './booking-parts.tsx'

/** Invoices and receipts to keep; a receipt for what was paid is written when it is asked for. */
export function Papers({ booking }: { booking: BookingView }) {
  const { say } = useWords()
  const settled = booking.status !== 'held' && booking.status !== 'expired'
  const papers = useAsk('bookingDocuments', { params: { booking: booking.id } }, { enabled: settled })
  const receipt = useTell('issueReceipt', { refreshes: ['bookingDocuments'] })
  if (!settled || papers.data === undefined || (papers.data.items.length === 0 && !papers.data.may_receipt)) return null
  return (
    <section className="stack"><h2>{say('guest.papers.heading')}</h2>
      {papers.data.items.length > 0 && (
        <ul role="list" className="papers stack">
          {papers.data.items.map((paper) => (
            <li key={paper.id}>
              <a className="paper strong" href={paper.pdf} target="_blank" rel="noreferrer"><FileText aria-hidden className="icon" /> {say(`guest.papers.${paper.kind}`)} <bdi translate="no">{paper.number}</bdi></a>
              <p className="small muted"><DateText date={paper.issued_on} /> · <MoneyText money={paper.gross} /> · PDF</p>
            </li>
          ))}
        </ul>
      )}
      {papers.data.may_receipt && <div className="row"><Button size="small" icon={<ReceiptText aria-hidden />} busy={receipt.isPending} onClick={() => receipt.mutate({ params: { booking: booking.id } })}>{say('guest.papers.getReceipt')}</Button></div>}
      {receipt.error !== null && <ErrorNotice error={receipt.error} />}
    </section>
  )
}
