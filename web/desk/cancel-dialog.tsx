import { useState } from 'react'
import { Button, Choices } from '../ui/controls.tsx'
import { Dialog } from '../ui/overlays.tsx'
import { useWords } from '../ui/words.tsx'
import { staffReasons, useDesk, type StaffReason, type Target } from './desk.ts'

/** A cancellation gives the room or table away at once, so it asks first; its reason is recorded. */
export function CancelDialog({ target, onClose }: { target: Target | null; onClose: () => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const [reason, setReason] = useState<StaffReason>('guest_asked')
  const cancel = () => {
    if (target !== null) void desk.move(target, 'cancelled', { reason })
    onClose()
  }
  return (
    <Dialog open={target !== null} onClose={onClose} title={say('desk.panel.cancel.title')}
      actions={<><Button data-autofocus="" onClick={onClose}>{say('desk.panel.cancel.keep')}</Button><Button look="danger" onClick={cancel}>{say('desk.panel.cancel.do')}</Button></>}>
      <div className="stack">
        <p><strong>{target?.guest}</strong>. {say('desk.panel.cancel.effect')}</p>
        <Choices label={say('desk.panel.reason')} look="chips" className="reasons" choices={staffReasons.map((value) => ({ value, label: say(`desk.reason.${value}`) }))} value={reason} onChange={setReason} />
      </div>
    </Dialog>
  )
}
