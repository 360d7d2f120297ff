import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAsk, useTell } from '../ui/api.ts'
import { Button, SelectField } from '../ui/controls.tsx'
import { Dialog, useToast } from '../ui/overlays.tsx'
import { ErrorNotice, MoneyText, Skeleton } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import type { BookingView } from './booking-parts.tsx'
import { CancellationTimeline } from './price-parts.tsx'

const reasons = ['plans_changed', 'found_other', 'illness', 'travel', 'venue', 'mistake', 'other'] as const

/** What cancelling costs and gives back stands there before it is pressed; what was seen is what is done. */
export function CancelDialog({ booking, open, onClose }: { booking: BookingView; open: boolean; onClose: () => void }) {
  const { say } = useWords()
  const toast = useToast()
  // Refused because what goes back has changed: it is shown anew, to be seen before it is pressed again.
  const client = useQueryClient()
  const [reason, setReason] = useState<(typeof reasons)[number]>('plans_changed')
  const { data, error } = useAsk('previewCancellation', { params: { booking: booking.id } }, { enabled: open && booking.may_cancel, staleTime: 0 })
  const cancel = useTell('cancelBooking', { refreshes: ['getBooking', 'getTrip', 'myBookings'], onDone: () => { toast(say('guest.cancel.done'), { tone: 'good' }); onClose() } })
  return (
    <Dialog open={open} onClose={onClose} title={say('guest.cancel.title', { venue: booking.venue.name })}
      actions={<><Button onClick={onClose}>{say('guest.cancel.keep')}</Button><Button look="danger" busy={cancel.isPending} disabled={data === undefined} onClick={() => cancel.mutate({ params: { booking: booking.id }, body: { reason, expected_refund: data!.refund } as never }, { onError: () => void client.invalidateQueries({ queryKey: ['previewCancellation'] }) })}>{say('guest.cancel.do')}</Button></>}>
      <div className="stack">
        {error !== null && <ErrorNotice error={error} />}
        {data === undefined && error === null && <Skeleton lines={3} />}
        {data !== undefined && (
          <><p>{say('guest.cancel.back')} <MoneyText money={data.refund} className="strong" /> · {say('guest.cancel.kept')} <MoneyText money={data.charge} className="strong" /></p>
            <CancellationTimeline steps={data.timeline} timeZone={booking.venue.time_zone} />
            <SelectField label={say('guest.cancel.why')} value={reason} onChange={(event) => setReason(event.target.value as typeof reason)}>{reasons.map((one) => <option key={one} value={one}>{say(`guest.cancel.reason.${one}`)}</option>)}</SelectField></>
        )}
        {cancel.error !== null && <ErrorNotice error={cancel.error} />}
      </div>
    </Dialog>
  )
}
