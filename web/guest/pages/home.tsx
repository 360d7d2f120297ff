import { Head } from '../../ui/page.tsx'
import { useWords } from '../../ui/words.tsx'

export function HomePage() {
  const { say } = useWords()
  return <><Head title="Holdfast" /><h1 className="wrap serif">{say('guest.home.title')}</h1></>
}
