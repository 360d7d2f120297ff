import { getRouteApi } from '@tanstack/react-router'
import { MailOpen } from 'lucide-react'
import { useAsk } from '../../ui/api.ts'
import { Head } from '../../ui/page.tsx'
import { Badge, EmptyState, ErrorNotice, Skeleton } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'

const route = getRouteApi('/sent-mail')

/** What was sent to me, or would have been where no relay is set. */
export function SentMailPage() {
  const { say } = useWords()
  const { booking } = route.useSearch() as { booking?: string }
  const { data, error, isPending } = useAsk('sentMail', { query: { limit: 50, ...(booking === undefined ? {} : { booking }) } as never }, { refetchInterval: (query) => (query.state.data?.items.length === 0 ? 1_000 : false) })
  return (
    <div className="wrap narrow stack">
      <Head title={say('guest.mail.title')} keepPrivate /><h1 className="serif">{say('guest.mail.title')}</h1>
      <p className="muted">{say('guest.mail.detail')}</p>
      {error !== null && <ErrorNotice error={error} />}
      {isPending && <Skeleton lines={4} />}
      {data?.items.length === 0 && <EmptyState icon={<MailOpen />} title={say('guest.mail.none')} />}
      {data?.items.map((mail) => (
        <article key={mail.id} className="quote-card stack"><div className="row spread"><h2 className="mail-subject">{mail.subject}</h2><Badge tone={mail.delivered === 'smtp' ? 'good' : 'wait'}>{say(`guest.mail.${mail.delivered}`)}</Badge></div>
          <div className="mail-text">{mail.text.split(/(https?:\/\/\S+)/).map((part, i) => (/^https?:/.test(part) ? <a key={i} href={part}>{part}</a> : part))}</div></article>
      ))}
    </div>
  )
}
