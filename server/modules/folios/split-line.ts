import type { Actor } from '#http/actor'
import type { VenueId } from '#platform/id'
import type { WireMoney } from '#platform/money'
import { problem } from '#platform/problem'
import { reversal } from './correct-line.ts'
import { refuseBeyondCredit } from './credit-limit.ts'
import type { FoliosDeps } from './deps.ts'
import { amountOf, folioClosed, onFolio, windowOf, workOn, type FolioWork } from './on-folio.ts'
import { keyOf, standing } from './post-charge.ts'
import { splitCharge, type NewLine } from './rules.ts'
import type { Folio, FolioId, FolioLine, Once, Window } from './types.ts'
import type { Entry } from './write-lines.ts'

export interface Part { window: number; share?: number | undefined; amount?: WireMoney | undefined }

/** Who posts charges may split one into parts that add up to it, taxes too. */
export function splitLine(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, of: FolioLine['id'], parts: readonly Part[], once?: Once): Promise<FolioId> {
  return onFolio(deps, actor, venue, id, { operation: `split ${of}`, permission: 'postCharges', once }, async (on) => {
    const line = movable(on, of)
    const weights = weightsOf(on, line, parts)
    parts.forEach((part, i) => windowOf(on.folio, part.window, `/parts/${i}/window`))
    await on.post(await anew(on, line, 'split', splitCharge(line, weights, on.layout.currency).map((part, i) => ({ folio: on.folio, window: parts[i]!.window, ...part }))))
    await on.tell('folio.split', { amount: line.amount, parts: parts.length })
  })
}

function weightsOf(on: FolioWork, line: FolioLine, parts: readonly Part[]): number[] {
  const byAmount = parts.every((part) => part.amount !== undefined && part.share === undefined)
  if (!byAmount && !parts.every((part) => part.share !== undefined && part.amount === undefined)) throw problem('invalid-request', { detail: 'Give a share for each part, or an amount for each. Nothing was changed.', errors: [{ pointer: '/parts', detail: 'shares or amounts, not both' }] })
  if (!byAmount) return parts.map((part) => part.share!)
  const amounts = parts.map((part, i) => amountOf(part.amount!, on.layout.currency, `/parts/${i}/amount`))
  if (amounts.reduce((total, amount) => total + amount, 0) !== line.amount) throw problem('invalid-request', { detail: 'The parts do not add up to the charge. Nothing was changed.', errors: [{ pointer: '/parts', detail: 'add up to the charge exactly' }] })
  return amounts
}

/** Who posts charges may move them to another window, or to another folio of the venue. */
export function transferLines(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, input: { lines: readonly FolioLine['id'][]; to_folio?: FolioId | undefined; to_window: number }, once?: Once): Promise<FolioId> {
  return onFolio(deps, actor, venue, id, { operation: 'transfer', permission: 'postCharges', once }, async (on) => {
    const other = input.to_folio !== undefined && input.to_folio !== id ? await workOn(deps, on.tx, actor, on.layout, input.to_folio, on.now) : on
    if (other.folio.status === 'closed') throw folioClosed()
    windowOf(other.folio, input.to_window, '/to_window')
    const lines = [...new Set(input.lines)].map((line) => movable(on, line))
    if (other !== on) await refuseBeyondCredit(other, lines.reduce((total, line) => total + line.amount, 0))
    for (const line of lines) {
      if (other === on && line.window === input.to_window) continue
      await on.post(await anew(on, line, 'transfer', [{ folio: other.folio, window: input.to_window, amount: line.amount, net: line.net, taxes: line.taxes }]))
    }
    await on.tell('folio.moved', { lines: lines.length, to: other.folio.id })
    if (other !== on) await other.tell('folio.charged', { amount: lines.reduce((total, line) => total + line.amount, 0), from: on.folio.id })
  })
}

/** Every charge of the first window in equal parts to a window for each person; odd cents go to the first ones. */
export function splitByPerson(deps: FoliosDeps, actor: Actor, venue: VenueId, id: FolioId, persons: number, once?: Once): Promise<FolioId> {
  return onFolio(deps, actor, venue, id, { operation: 'split by person', permission: 'postCharges', once }, async (on) => {
    const lines = on.lines.filter((line) => line.window === 1 && line.kind === 'charge' && line.voids === null && line.voidedBy === null)
    if (lines.length === 0) throw problem('wrong-state', { detail: 'There is nothing on this bill to split. Nothing was changed.' })
    const windows: Window[] = Array.from({ length: persons }, (_, i) => on.folio.windows.find((window) => window.no === i + 1) ?? { no: i + 1, name: `Guest ${i + 1}`, payer: 'guest', account: null })
    const folio: Folio = { ...on.folio, windows: [...windows, ...on.folio.windows.filter((window) => window.no > persons)] }
    await on.save(folio)
    const entries: Entry[] = []
    for (const line of lines) {
      movable(on, line.id)
      // The odd cents of one line go to the first person, of the next to the second: over the bill they even out.
      const turn = entries.length % persons
      const parts = splitCharge(line, Array.from({ length: persons }, () => 1), on.layout.currency)
      entries.push(...await anew(on, line, 'split', parts.map((part, i) => ({ folio, window: ((i + turn) % persons) + 1, ...part }))))
    }
    await on.post(entries)
    await on.tell('folio.split', { persons, lines: lines.length })
  })
}

/** A charge that still stands and is on no invoice. */
function movable(on: FolioWork, id: FolioLine['id']): FolioLine {
  const line = standing(on, id)
  if (line.kind !== 'charge') throw problem('wrong-state', { detail: 'Only charges are split and moved. Nothing was changed.' })
  if (line.invoice !== null) throw problem('invoiced', { detail: 'An invoice names this charge. Take it back with a reason instead, which leads to a credit note. Nothing was changed.' })
  if (line.pair !== null) throw problem('wrong-state', { detail: 'This came from another venue’s bill: take it back there or here, and charge it anew. Nothing was changed.' })
  return line
}

/** The line taken back, and its parts where they now belong: revenue and taxes come to the same. */
async function anew(on: FolioWork, line: FolioLine, kind: 'split' | 'transfer', parts: readonly (Pick<NewLine, 'amount' | 'net' | 'taxes' | 'window'> & { folio: Folio })[]): Promise<Entry[]> {
  return [{ ...await reversal(on, line, kind), kind }, ...parts.filter((part) => part.amount !== 0).map(({ folio, ...part }): Entry => ({
    key: keyOf(on), kind, reason: kind, lines: [{ folio, line: { kind: 'charge', category: line.category, description: line.description, date: line.date, quantity: line.quantity, reservation: line.reservation, account: line.account, reason: kind, ...part } }],
  }))]
}
