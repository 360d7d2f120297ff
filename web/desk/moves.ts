import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { newKey, problemOf, useApi } from '../ui/api.ts'
import { useToast } from '../ui/overlays.tsx'
import { reasonText } from '../ui/show.tsx'
import { useWords, type MessageKey } from '../ui/words.tsx'
import { backTo, type Board, type Desk, type Move, type Target } from './desk.ts'

const doneKey = (to: Move, stay: boolean): MessageKey =>
  (to === 'arrived' || to === 'completed' ? `desk.done.${to}.${stay ? 'stay' : 'sitting'}` : `desk.done.${to}`) as MessageKey

/** Steps of reservations: shown at once, taken back when the server refuses, and undone from the notice or by key. */
export function useMoves(venue: string): Pick<Desk, 'move' | 'undoLast' | 'moving'> {
  const client = useQueryClient()
  const call = useApi()
  const toast = useToast()
  const { say, locale } = useWords()
  const [moving, setMoving] = useState<ReadonlySet<string>>(new Set())
  // With the step's own end, so that an undo pressed before the server has answered waits for it.
  const done = useRef<{ target: Target; to: Move; ended: Promise<boolean> }[]>([])

  /** The step on every board that is in memory, before the server has answered. */
  const show = (reservation: string, status: Target['status']) => {
    client.setQueriesData<Board>({ queryKey: ['board'] }, (board) => {
      if (board === undefined) return board
      const patched = (lines: Board['arrivals']) => lines.map((line) => (line.reservation === reservation ? { ...line, status } : line))
      return { ...board, arrivals: patched(board.arrivals), departures: patched(board.departures), in_house: patched(board.in_house), service: patched(board.service) }
    })
  }

  const move: Desk['move'] = (target, to, extra = {}) => {
    const ended = step(target, to, extra)
    const back = backTo(to)
    if (to !== 'confirmed' && back !== null) done.current = [...done.current.slice(-19), { target: { ...target, status: to }, to: back, ended }]
    return ended
  }
  const step = async (target: Target, to: Move, extra: object): Promise<boolean> => {
    setMoving((all) => new Set([...all, target.reservation]))
    await client.cancelQueries({ queryKey: ['board'] })
    show(target.reservation, to)
    try {
      await call('moveReservation', { params: { venue, reservation: target.reservation } as never, body: { to, ...extra } as never, idempotencyKey: newKey() })
      const mine = done.current.find((one) => one.target.reservation === target.reservation && one.target.status === to)
      toast(say(doneKey(to, target.stay), { guest: target.guest }), mine === undefined ? {} : { action: { label: say('action.undo'), run: () => { void takeBack(mine) } } })
      return true
    } catch (error) {
      show(target.reservation, target.status)
      done.current = done.current.filter((one) => one.target.reservation !== target.reservation || one.target.status !== to)
      const problem = problemOf(error)!
      const why = problem.reasons.map((reason) => reasonText(reason, say, locale)).join(' · ')
      toast([problem.code === 'offline' ? say('problem.offline.title') : problem.title || say('problem.title'), why || problem.detail].filter((part, i, all) => part && all.indexOf(part) === i).join(': '), { tone: 'bad' })
      return false
    } finally {
      setMoving((all) => new Set([...all].filter((one) => one !== target.reservation)))
      for (const name of ['board', 'deskBooking', 'listBookings', 'freeUnits']) void client.invalidateQueries({ queryKey: [name] })
    }
  }
  const takeBack = async ({ target, to, ended }: (typeof done.current)[number]) => {
    done.current = done.current.filter((one) => one.ended !== ended)
    if (await ended) await move(target, to, target.status === 'no_show' ? { reason: 'mistake' } : {})
  }
  const undoLast = () => {
    const last = done.current.at(-1)
    if (last === undefined) toast(say('desk.undo.none'))
    else void takeBack(last)
  }
  return { move, undoLast, moving }
}
