import type { Answer } from '../ui/api.ts'
import { Badge, DateText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'

export type Block = Answer<'listBlocks'>['items'][number]
const tones = { tentative: 'wait', definite: 'good', released: undefined, cancelled: 'bad' } as const

export function BlockBadge({ block }: { block: Pick<Block, 'status'> }) {
  const { say } = useWords()
  const tone = tones[block.status]
  return <Badge {...(tone === undefined ? {} : { tone })}>{say(`desk.groups.state.${block.status}`)}</Badge>
}

/** How much of what was contracted is booked: the bar for the eye, the numbers for all. */
export function PickUp({ picked, contracted }: { picked: number; contracted: number }) {
  const { say } = useWords()
  return (
    <span className="pick-up"><span className="figures"><span className="visually-hidden">{say('desk.groups.pickedOf', { picked, contracted })}</span><span aria-hidden>{picked} / {contracted}</span></span>
      <span className="pick-up-bar" aria-hidden style={{ ['--part' as never]: contracted === 0 ? 0 : Math.min(1, picked / contracted) }} /></span>
  )
}

export function Until({ block }: { block: Pick<Block, 'kind' | 'cut_off' | 'release_hours'> }) {
  const { say } = useWords()
  if (block.kind === 'block') return block.cut_off === null ? <span className="faint">{say('desk.groups.noCutOff')}</span> : <DateText date={block.cut_off} />
  return block.release_hours === null ? <span className="faint">{say('desk.groups.noCutOff')}</span> : <>{say('desk.groups.releaseBefore', { hours: block.release_hours })}</>
}
