import type { Alternative, Reason } from '@holdfast/contract/kit'
import { problem, type Problem } from '#platform/problem'

/** A refusal with every reason; the nights on which something is sold out are named as a fact too. */
export function notAvailable(reasons: Reason[], alternatives?: Alternative[], facts: Record<string, unknown> = {}): Problem {
  const nights = [...new Set(reasons.flatMap((reason) => (reason.code === 'sold_out' ? reason.nights ?? [] : [])))].sort()
  return problem('not-available', {
    detail: reasons.map((reason) => reason.detail).join(' '), reasons,
    ...(alternatives === undefined ? {} : { alternatives }), facts: { ...facts, ...(nights.length === 0 ? {} : { nightsShort: nights }) },
  })
}
