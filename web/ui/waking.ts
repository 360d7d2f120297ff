import { useLayoutEffect, useRef, useSyncExternalStore, type RefObject } from 'react'

// A page of the server is seen before its script runs; on a slow machine people read, type and press in between.

const never = () => () => {}
/** False on the server's page until React has taken it over: what needs the script waits for it. */
export const useAwake = (): boolean => useSyncExternalStore(never, () => true, () => false)

type Typed = HTMLInputElement | HTMLTextAreaElement

/**
 * What was typed or chosen before the page woke stands in the field, but React was not there to hear of it: it is told
 * now, as if it happened now. Give the ref to what is around the fields.
 */
export function useToldWhenAwake<E extends HTMLElement>(): RefObject<E | null> {
  const around = useRef<E>(null)
  // What stands in the fields is read before anything is drawn anew, which would empty them. Each is told on its own, so
  // that a form that keeps all its fields in one state has drawn the one before it hears of the next.
  useLayoutEffect(() => {
    for (const field of around.current?.querySelectorAll<Typed>('input, textarea') ?? []) {
      const tell = field instanceof HTMLInputElement && (field.type === 'radio' || field.type === 'checkbox') ? toldChoice(field) : toldText(field)
      if (tell !== null) setTimeout(tell)
    }
  }, [])
  return around
}

// React hears only of what differs from the last that it saw: the field goes back to what the server said for a moment.

function toldChoice(field: HTMLInputElement): (() => void) | null {
  const { checked, defaultChecked } = field
  if (checked === defaultChecked || (field.type === 'radio' && !checked)) return null
  return () => { field.checked = defaultChecked; field.click() }
}

function toldText(field: Typed): (() => void) | null {
  const { value: typed, defaultValue: told } = field
  if (typed === told) return null
  return () => {
    // Typed on in the meantime: React has heard that.
    if (field.value !== typed && field.value !== told) return
    const [from, to] = [field.selectionStart, field.selectionEnd]
    field.value = told
    // Past React's own setter, which would take it for a value that React has set.
    const prototype = field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype
    Object.getOwnPropertyDescriptor(prototype, 'value')!.set!.call(field, typed)
    if (from !== null && document.activeElement === field) field.setSelectionRange(from, to)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
}
