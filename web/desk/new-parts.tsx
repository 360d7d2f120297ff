import { useState } from 'react'
import type { Alternative } from '@holdfast/contract/kit'
import { alternativeText, MoneyText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import type { NewKind } from './desk.ts'
import type { Lease } from './lease-source.tsx'

export interface Stay { room_type: string; rate_plan?: string; arrival: string; departure: string; guests: number; rooms: number; children?: readonly number[]; group?: string; lease?: string; room?: string; day_use?: { from: string; to: string } }
export type What = { stay: Stay } | { stays: Stay[] } | { sitting: { at: string; party: number; table?: string; table_class?: string; lease?: string } }
export type Report = (what: What | null) => void

/** Puts a chosen alternative into the form once, while drawing, so that nothing old is drawn in between. */
export function useTaken(instead: Alternative | null, take: (one: Alternative) => void): void {
  const [taken, setTaken] = useState<Alternative | null>(null)
  if (instead === taken) return
  setTaken(instead)
  if (instead !== null) take(instead)
}

/** Tells the form what is meant, only when it changed. */
export function useReport(what: What | null, report: Report): void {
  const text = JSON.stringify(what)
  const [told, setTold] = useState('unset')
  if (told !== text) {
    setTold(text)
    queueMicrotask(() => { report(what) })
  }
}

export interface PartProps { kind: NewKind; onChange: Report; /** An alternative that was chosen after a refusal. */ instead: Alternative | null; /** Begun from a lease. */ lease: Lease | undefined }

/** What is nearest and free, to be taken with one press. */
export function Nearest({ alternatives, onChoose }: { alternatives: readonly Alternative[]; onChoose: (one: Alternative) => void }) {
  const { say, locale } = useWords()
  const usable = alternatives.filter((one) => one.kind !== 'venue')
  if (usable.length === 0) return null
  return <><p className="small strong">{say('problem.nearest')}</p><div className="row">{usable.map((one, i) => <button key={i} type="button" className="chip" onClick={() => { onChoose(one) }}>{alternativeText(one, locale)}{one.total && <MoneyText money={one.total} className="strong" />}</button>)}</div></>
}
