import { useBlocker } from '@tanstack/react-router'
import { Check, CircleDot } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ApiProblem } from '../ui/api.ts'
import { Button } from '../ui/controls.tsx'
import { ErrorNotice } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'

/** Nobody leaves with unsaved work by mistake. */
export function useGuard(dirty: boolean): void {
  const { say } = useWords()
  useBlocker({ shouldBlockFn: () => dirty && !window.confirm(say('admin.leave')), enableBeforeUnload: () => dirty })
}

/** The end of a form: why it was not saved (somebody else's change is read again on request), whether all is, and its buttons. */
export function SaveEnd({ problem, dirty, children }: { problem: ApiProblem | null; dirty: boolean; children: ReactNode }) {
  const { say } = useWords()
  return (
    <>
      {problem && <ErrorNotice error={problem} {...(Object.keys(problem.fields).length > 0 ? { title: say('admin.lookAgain') } : {})}>{problem.code === 'version-conflict' && <Button size="small" onClick={() => location.reload()}>{say('admin.readAgain')}</Button>}</ErrorNotice>}
      <div className="save-bar">
        <span className="save-state" role="status">{dirty ? <><CircleDot className="icon" aria-hidden />{say('admin.unsaved')}</> : <><Check className="icon" aria-hidden />{say('admin.allSaved')}</>}</span>
        {children}
      </div>
    </>
  )
}
