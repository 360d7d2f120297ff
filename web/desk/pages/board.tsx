import { useSearch } from '@tanstack/react-router'
import { keepPreviousData } from '@tanstack/react-query'
import { useEffect } from 'react'
import { dateText } from '@holdfast/contract/words'
import { useAsk } from '../../ui/api.ts'
import { Head } from '../../ui/page.tsx'
import { ErrorNotice, Skeleton } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { HotelBoard } from '../board-hotel.tsx'
import { RestaurantBoard } from '../board-restaurant.tsx'
import { useDesk } from '../desk.ts'
import type { VenueSearch } from '../router.tsx'
import { showLines } from '../row-keys.ts'

/** One business date at a venue; today unless the address names another. */
export function BoardPage() {
  const { say, locale } = useWords()
  const desk = useDesk()
  const { date } = useSearch({ strict: false }) as VenueSearch
  const asked = useAsk('board', { params: { venue: desk.venue.id } as never, query: date === undefined ? {} : { date } }, { placeholderData: keepPreviousData, staleTime: 5_000 })
  const board = asked.data
  useEffect(() => {
    showLines('board', board === undefined ? [] : [...board.arrivals, ...board.departures, ...board.in_house, ...board.service])
    return () => { showLines('board', []) }
  }, [board])
  return (
    <>
      <Head title={board === undefined ? desk.venue.name : `${dateText(board.business_date, locale)} · ${desk.venue.name}`} keepPrivate />
      {asked.error && board === undefined && <div className="board-pad"><ErrorNotice error={asked.error} title={say('desk.loadFailed')} onRetry={() => { void asked.refetch() }} /></div>}
      {board === undefined ? asked.error === null && <div className="board-pad"><Skeleton lines={12} /></div>
        : <div className="board" data-stale={asked.isPlaceholderData ? '' : undefined}>{desk.venue.kind === 'hotel' ? <HotelBoard board={board} /> : <RestaurantBoard board={board} />}</div>}
    </>
  )
}
