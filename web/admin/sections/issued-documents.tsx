import { useInfiniteQuery } from '@tanstack/react-query'
import { Download, FileText } from 'lucide-react'
import { useState } from 'react'
import { useApi } from '../../ui/api.ts'
import { Button, SelectField } from '../../ui/controls.tsx'
import { Badge, DateText, EmptyState, ErrorNotice, MoneyText, Skeleton, Table } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { useSetup } from '../setup.tsx'

/** Every invoice, credit note and receipt, newest first. */
export function IssuedDocuments() {
  const { say } = useWords()
  const { venue } = useSetup()
  const call = useApi()
  const [kind, setKind] = useState('')
  const list = useInfiniteQuery({
    queryKey: ['listDocuments', { venue: venue.id, kind }],
    queryFn: ({ pageParam, signal }) => call('listDocuments', { params: { venue: venue.id }, query: { limit: 30, ...(kind === '' ? {} : { kind }), ...(pageParam === '' ? {} : { cursor: pageParam }) } as never, signal }),
    initialPageParam: '', getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section className="item stack" aria-label={say('admin.issued.title')}>
      <h2>{say('admin.issued.title')}</h2>
      <SelectField label={say('admin.issued.which')} value={kind} onChange={(event) => setKind(event.target.value)}><option value="">{say('admin.issued.all')}</option>{(['invoice', 'credit_note', 'receipt'] as const).map((one) => <option key={one} value={one}>{say(`admin.issued.kind.${one}`)}</option>)}</SelectField>
      {list.error && <ErrorNotice error={list.error} />}
      <Table caption={say('admin.issued.title')} rows={items} rowKey={(one) => one.id} empty={list.isPending ? <Skeleton lines={3} /> : <EmptyState icon={<FileText />} title={say('admin.issued.none')} />} columns={[
        { key: 'number', head: say('admin.issued.number'), cell: (one) => <span className="strong figures nowrap">{one.number}</span> },
        { key: 'kind', head: say('admin.issued.which'), cell: (one) => <Badge tone={one.kind === 'credit_note' ? 'signal' : 'plain'}>{say(`admin.issued.kind.${one.kind}`)}</Badge> },
        { key: 'day', head: say('admin.books.day'), cell: (one) => <DateText date={one.issued_on} style="short" /> },
        { key: 'buyer', head: say('admin.issued.buyer'), cell: (one) => <bdi>{one.buyer_name}</bdi> },
        { key: 'gross', head: say('admin.books.amount'), numeric: true, cell: (one) => <MoneyText money={one.gross} className="strong" /> },
        { key: 'files', head: '', cell: (one) => <span className="nowrap"><a href={one.pdf} target="_blank" rel="noreferrer"><Download aria-hidden className="icon" /> PDF</a>{one.xml !== null && <> · <a href={one.xml}>XML</a></>}</span> },
      ]} />
      {list.hasNextPage && <div><Button busy={list.isFetchingNextPage} onClick={() => { void list.fetchNextPage() }}>{say('admin.books.older')}</Button></div>}
    </section>
  )
}
