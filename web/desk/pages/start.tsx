import { Head } from '../../ui/page.tsx'
import { useWords } from '../../ui/words.tsx'

export function StartPage() {
  const { say } = useWords()
  return <main className="wrap"><Head title={say('desk.title')} /><h1>{say('desk.title')}</h1></main>
}
