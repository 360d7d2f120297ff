import type { ResponseOf } from '@holdfast/contract/kit'
import type { listOffers } from '@holdfast/contract/venues'
import { useState, useSyncExternalStore } from 'react'
import { useAsk } from '../ui/api.ts'
import { Button, Checkbox, SelectField, Stepper, TextField } from '../ui/controls.tsx'
import { MoneyText, reasonText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import type { Wish } from './wish.ts'

type Offers = ResponseOf<typeof listOffers>
export interface Chosen { extra: string; quantity: number }

/** One field for what people were given, a promotion's or their company's: which it is, the answer says. */
export function CodeField({ wish, answer, onChange }: { wish: Wish; answer: Offers | undefined; onChange: (part: Partial<Wish>) => void }) {
  const { say, locale } = useWords()
  const [text, setText] = useState(wish.code ?? '')
  const company = answer?.items.some((offer) => offer.visibility === 'corporate') === true
  const promo = answer?.promo ?? null
  const refused = promo === null || promo.refused?.code === 'promo_unknown' ? say('guest.code.unknown') : promo.refused === null ? undefined : reasonText(promo.refused, say, locale)
  const accepted = wish.code !== undefined && answer !== undefined && (company || (promo !== null && promo.refused === null))
  return (
    <details className="code-field" open={wish.code !== undefined}>
      <summary>{say('guest.code.have')}</summary>
      <form className="row" onSubmit={(event) => { event.preventDefault(); onChange({ code: text.trim() === '' ? undefined : text.trim() }) }}>
        <TextField label={say('guest.code.label')} hideLabel maxLength={30} autoComplete="off" value={text} onChange={(event) => setText(event.target.value)} error={wish.code !== undefined && answer !== undefined && !accepted ? refused : undefined} />
        <Button type="submit" size="small">{say('guest.code.use')}</Button>
      </form>
      {accepted && <p className="small good" role="status">{company ? say('guest.code.company') : say('guest.code.promo', { name: promo?.name ?? '' })}</p>}
    </details>
  )
}

/** What may be added to a stay; what is chosen goes into the price that is locked. */
export function ExtrasChoice({ extras, chosen, onChange }: { extras: Offers['extras']; chosen: Chosen[]; onChange: (chosen: Chosen[]) => void }) {
  const { say } = useWords()
  if (extras.length === 0) return null
  const quantityOf = (id: string) => chosen.find((one) => one.extra === id)?.quantity ?? 0
  const set = (id: string, quantity: number) => onChange([...chosen.filter((one) => one.extra !== id), ...(quantity === 0 ? [] : [{ extra: id, quantity }])])
  return (
    <fieldset className="extras-choice">
      <legend>{say('guest.extras.title')}</legend>
      <ul role="list">{extras.map((extra) => (
        <li key={extra.id} className="row spread">
          {extra.max_quantity === 1
            ? <Checkbox checked={quantityOf(extra.id) > 0} onChange={(event) => set(extra.id, event.target.checked ? 1 : 0)}><bdi>{extra.name}</bdi></Checkbox>
            : <Stepper label={extra.name} min={0} max={extra.max_quantity} value={quantityOf(extra.id)} onChange={(quantity) => set(extra.id, quantity)} />}
          <span className="muted small"><MoneyText money={extra.price} /> {say(`guest.extras.per.${extra.per}`)}</span>
        </li>
      ))}</ul>
    </fieldset>
  )
}

const key = 'holdfast.currency'
const listeners = new Set<() => void>()
const listen = (on: () => void) => { listeners.add(on); return () => { listeners.delete(on) } }
const read = () => { try { return localStorage.getItem(key) ?? '' } catch { return '' } }

/** The currency in which a guest also wants to see prices; kept on this device. */
export function useShownCurrency(): { currency: string | undefined; set: (code: string) => void } {
  const code = useSyncExternalStore(listen, read, () => '')
  return {
    currency: /^[A-Z]{3}$/.test(code) ? code : undefined,
    set(next) {
      try { if (next === '') localStorage.removeItem(key); else localStorage.setItem(key, next) } catch { /* a private window: only the venue's currency */ }
      for (const on of listeners) on()
    },
  }
}

/** Shown only where reference rates are loaded. */
export function CurrencyField({ currency, onChange }: { currency: string | undefined; onChange: (code: string) => void }) {
  const { say, locale } = useWords()
  const { data } = useAsk('listCurrencies')
  if (data === undefined || data.items.length === 0) return null
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  return (
    <SelectField className="currency-field" label={say('guest.currency.label')} value={currency ?? ''} onChange={(event) => onChange(event.target.value)}>
      <option value="">{say('guest.currency.own')}</option>
      {['EUR', ...data.items.map((one) => one.currency).filter((code) => code !== 'EUR')].map((code) => <option key={code} value={code}>{code} – {names.of(code)}</option>)}
    </SelectField>
  )
}
