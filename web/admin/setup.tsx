import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react'
import { asking, problemOf, useApi, useAsk, useTell, type OperationName } from '../ui/api.ts'
import { Button } from '../ui/controls.tsx'
import { useWords } from '../ui/words.tsx'
import { SaveEnd, useGuard } from './saving.tsx'
import type { Setup } from './lists.ts'

const SetupContext = createContext<Setup | null>(null)
export const SetupProvider = SetupContext.Provider
/** The venue that is being set up; within its pages it is always there. */
export function useSetup(): Setup {
  const setup = useContext(SetupContext)
  if (setup === null) throw new Error('SetupProvider is missing')
  return setup
}
export const useAskSetup = (venue: string) => useAsk('getSetup', { params: { venue: venue as Setup['venue']['id'] } }, { refetchOnWindowFocus: false })

/** Keeps what the server answered, so that every page shows it at once. */
export function useKeepSetup(): (setup: Setup) => void {
  const client = useQueryClient()
  const call = useApi()
  return (setup) => {
    client.setQueryData(asking(call, 'getSetup', { params: { venue: setup.venue.id } }).queryKey, setup as never)
    void client.invalidateQueries({ queryKey: ['me'] })
  }
}

/** The API's own words for a field that was left empty, in the language of the page. */
export function useFieldWords(): (detail: string | undefined) => string | undefined {
  const { say } = useWords()
  return (detail) => (detail === 'this is needed' || detail?.startsWith('Invalid input: expected') ? say('admin.needed') : detail)
}

type Save = Extract<OperationName, 'updateVenue' | 'putRoomTypes' | 'putTables' | 'putServices' | 'putRates'>

/** What is being changed on one page: a draft beside what is saved, and the way to save it. */
export function useDraft<D>(operation: Save, from: (setup: Setup) => D, body: (draft: D) => unknown) {
  const setup = useSetup()
  const keep = useKeepSetup()
  const words = useFieldWords()
  const [draft, setDraft] = useState(() => from(setup))
  // The version that the draft began from: two people who change the same thing do not overwrite each other unseen.
  const [version, setVersion] = useState(setup.version)
  const [saved, setSaved] = useState(() => JSON.stringify(draft))
  const tell = useTell(operation)
  const dirty = useMemo(() => JSON.stringify(draft) !== saved, [draft, saved])
  const problem = problemOf(tell.error)
  useGuard(dirty)

  const save = async (): Promise<boolean> => {
    try {
      const answer = await tell.mutateAsync({ params: { venue: setup.venue.id }, body: body(draft), ifMatch: version } as never) as Setup
      setVersion(answer.version)
      const next = from(answer)
      setDraft(next)
      setSaved(JSON.stringify(next))
      keep(answer)
      return true
    } catch {
      return false
    }
  }
  return {
    draft, setDraft, patch: (part: Partial<D>) => setDraft((now) => ({ ...now, ...part })), dirty, save, saving: tell.isPending, problem,
    /** What is wrong at a pointer of the body that was sent. */
    errorAt: (pointer: string): string | undefined => words(problem?.fields[pointer]),
    errorsUnder: (pointer: string): string[] => Object.entries(problem?.fields ?? {}).filter(([at]) => at.startsWith(pointer)).map(([, detail]) => words(detail)!),
  }
}
export type Draft<D> = ReturnType<typeof useDraft<D>>

/** The page of one step: its title, its form, and a bar that says whether all is saved. */
export function StepForm<D>({ title, lead, form, onward, children }: { title: string; lead?: ReactNode; form: Draft<D>; onward?: (() => void) | undefined; children: ReactNode }) {
  const { say } = useWords()
  const submit = async (andOn: boolean) => {
    if (form.dirty && !await form.save()) { requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.scrollIntoView({ block: 'center' })); return }
    if (andOn) setTimeout(() => onward?.(), 30) // after the draft is clean, or leaving would be asked about
  }
  return (
    <form className="stack step-form" noValidate onSubmit={(event) => { event.preventDefault(); void submit(onward !== undefined) }}>
      <header className="stack step-head"><h1>{title}</h1>{lead && <p className="muted">{lead}</p>}</header>
      {children}
      <SaveEnd problem={form.problem} dirty={form.dirty}>
        {onward && <Button look="secondary" busy={form.saving} disabled={!form.dirty} onClick={() => void submit(false)}>{say('action.save')}</Button>}
        <Button type="submit" look="primary" busy={form.saving} disabled={!onward && !form.dirty}>{onward ? (form.dirty ? say('admin.saveAndOn') : say('action.continue')) : say('action.save')}</Button>
      </SaveEnd>
    </form>
  )
}
