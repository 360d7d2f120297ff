import { useKey } from '../ui/overlays.tsx'
import { mayMove, nextStep, targetOf, type Desk, type Line, type Target } from './desk.ts'

/**
 * Rows are walked with the arrows; what is done by key is done to the row with the focus, or to the booking in the panel.
 * Each row's button carries `data-line`, its reservation.
 */
export function useRowKeys(desk: Desk): void {
  const walk = (by: number) => {
    const rows = [...document.querySelectorAll<HTMLElement>('.row-open')].filter((row) => row.offsetParent !== null)
    const at = rows.findIndex((row) => row.closest('tr') === document.activeElement?.closest('tr'))
    const next = rows[at === -1 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))]
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  }
  const withTarget = (run: (target: Target) => void) => () => {
    const target = currentTarget(desk)
    if (target !== null && mayMove(desk)) run(target)
  }
  useKey('ArrowDown', () => { walk(1) })
  useKey('ArrowUp', () => { walk(-1) })
  useKey('j', () => { walk(1) })
  useKey('k', () => { walk(-1) })
  useKey('s', withTarget((target) => {
    const step = nextStep(target, desk.today)
    if (step !== null && !(step.to === 'completed' && target.leavesOn !== null && target.leavesOn > desk.today)) void desk.move(target, step.to)
  }))
  useKey('x', withTarget((target) => { if (target.status === 'confirmed') void desk.move(target, 'no_show', { reason: 'no_contact' }) }))
  useKey('c', withTarget((target) => { if (target.status === 'confirmed' || target.status === 'held') desk.askCancel(target) }))
  useKey('e', withTarget((target) => { if (target.status === 'confirmed') desk.change(target.booking) }))
  useKey('u', () => { if (mayMove(desk)) desk.undoLast() })
  useKey('Escape', () => {
    if (desk.opened === undefined) return
    const row = document.querySelector<HTMLElement>(`.row-open[data-booking="${desk.opened}"]`)
    desk.open(undefined)
    row?.focus()
  }, desk.opened !== undefined)
}

function currentTarget(desk: Desk): Target | null {
  const lines = linesOf(desk)
  const focused = document.activeElement?.closest('tr')?.querySelector<HTMLElement>('.row-open')?.dataset['line']
  const line = lines.find((one) => one.reservation === focused) ?? lines.find((one) => one.booking === desk.opened)
  return line === undefined ? null : targetOf(line)
}

/** Lines that are on show; pages put theirs here so that keys act on what is seen, on whichever page. */
const shown = new Map<string, readonly Line[]>()
export function showLines(page: string, lines: readonly Line[]): void { shown.set(page, lines) }
function linesOf(desk: Desk): readonly Line[] {
  const board = desk.board
  return [...[...shown.values()].flat(), ...(board === undefined ? [] : [...board.arrivals, ...board.departures, ...board.in_house, ...board.service])]
}
