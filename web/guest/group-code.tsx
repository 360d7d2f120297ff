import type { ResponseOf } from '@holdfast/contract/kit'
import type { getVenue } from '@holdfast/contract/venues'
import { Users } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useAsk } from '../ui/api.ts'
import { Button, TextField } from '../ui/controls.tsx'
import { DateRangeText, DateText, Notice } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import type { Wish } from './wish.ts'

/** Who was invited to a group gives its code here, or comes by a link that has it: then only the group's rooms are shown, at its rate. */
export function GroupCode({ venue, wish, onChange }: { venue: ResponseOf<typeof getVenue>; wish: Wish; onChange: (part: Partial<Wish>) => void }) {
  const { say } = useWords()
  const [text, setText] = useState('')
  const found = useAsk('findGroup', { params: { venue: venue.id as never, code: wish.group ?? '' } }, { enabled: wish.group !== undefined, retry: false })
  const group = found.data
  const apply = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') onChange({ group: text.trim().toUpperCase() })
  }
  if (wish.group !== undefined && group !== undefined) {
    const outside = wish.arrival === undefined || wish.arrival < group.arrival || wish.departure! > group.departure
    return (
      <Notice icon={<Users />}>
        <p className="row spread"><span><strong><bdi>{group.name}</bdi></strong> · <DateRangeText from={group.arrival} to={group.departure} />{group.cut_off !== null && <> · {say('guest.group.until')} <DateText date={group.cut_off} /></>}</span>
          <span className="row">{outside && <Button size="small" onClick={() => { onChange({ arrival: group.arrival, departure: group.departure }) }}>{say('guest.group.itsDates')}</Button>}
            <Button size="small" look="plain" onClick={() => { setText(''); onChange({ group: undefined }) }}>{say('guest.group.leave')}</Button></span></p>
      </Notice>
    )
  }
  const unknown = wish.group !== undefined && found.error !== null
  return (
    <details className="group-code" open={unknown || undefined}><summary>{say('guest.group.have')}</summary>
      <form className="row" onSubmit={apply}>
        <TextField label={say('guest.group.code')} name="group" autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={20} value={text} error={unknown ? say('guest.group.unknown', { code: wish.group! }) : undefined} onChange={(event) => { setText(event.target.value) }} />
        <Button type="submit">{say('guest.group.show')}</Button>
        {unknown && <Button look="plain" onClick={() => { onChange({ group: undefined }) }}>{say('guest.group.leave')}</Button>}
      </form>
    </details>
  )
}
