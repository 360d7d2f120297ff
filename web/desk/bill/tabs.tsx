import { Link } from '@tanstack/react-router'
import { useWords } from '../../ui/words.tsx'
import { useDesk } from '../desk.ts'
import { mayCloseNight, mayTakeMoney } from './bill.ts'

/** Bills, tills, and the closing of the day. */
export function MoneyTabs() {
  const { say } = useWords()
  const desk = useDesk()
  const tab = (to: 'bills' | 'till' | 'night', name: string) => <Link key={to} to={`/v/$venue/${to}` as string} params={{ venue: desk.venue.id } as never} className="view" activeOptions={{ includeSearch: false }}>{name}</Link>
  return (
    <nav className="views money-tabs" aria-label={say('desk.money.nav')}>
      {tab('bills', say('desk.bills.title'))}
      {mayTakeMoney(desk) && tab('till', say('desk.till.title'))}
      {mayCloseNight(desk) && tab('night', say('desk.night.title'))}
    </nav>
  )
}
