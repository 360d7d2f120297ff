import { X } from 'lucide-react'
import { createContext, useCallback, useContext, useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react'
import { useWords } from './words.tsx'

/**
 * A modal on the platform's `dialog`, which keeps the focus inside, closes on Escape and gives the focus back. On a phone it is a sheet
 * from below, within reach of the thumb. `side="end"` is a panel at the inline end (the desk's reservation panel).
 */
export function Dialog({ open, onClose, title, children, actions, side = 'centre', hideTitle, className = '' }: { open: boolean; onClose: () => void; title: ReactNode; children: ReactNode; actions?: ReactNode; side?: 'centre' | 'end'; hideTitle?: boolean; className?: string }) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  const { say } = useWords()
  useEffect(() => {
    const dialog = ref.current!
    if (open && !dialog.open) {
      dialog.showModal()
      // React's autoFocus comes before the dialog is shown, and the platform would choose the close button.
      dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    }
    if (!open && dialog.open) dialog.close()
  }, [open])
  return (
    <dialog ref={ref} className={`dialog dialog-${side} ${className}`} aria-labelledby={id} onClose={(event) => { if (event.target === ref.current) onClose() }} onCancel={(event) => { if (event.target === ref.current) { event.preventDefault(); onClose() } }}
      onPointerDown={(event) => { if (event.target === ref.current) onClose() }}>
      {open && <div className="dialog-body">
        <header className="dialog-head"><h2 id={id} className={hideTitle ? 'visually-hidden' : 'dialog-title'}>{title}</h2>
          <button type="button" className="icon-button dialog-close" aria-label={say('action.close')} onClick={onClose}><X aria-hidden /></button></header>
        <div className="dialog-content">{children}</div>
        {actions && <footer className="dialog-actions">{actions}</footer>}
      </div>}
    </dialog>
  )
}

interface Toast { id: number; text: ReactNode; tone: 'plain' | 'good' | 'bad'; action: { label: string; run: () => void } | undefined }
type Raise = (text: ReactNode, options?: { tone?: Toast['tone']; action?: Toast['action'] }) => void
const ToastContext = createContext<Raise>(() => {})
export const useToast = () => useContext(ToastContext)

/** A notice that leaves by itself after 6 s (10 s with an action), waits while it is pointed at, and is read politely. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const { say } = useWords()
  const [toasts, setToasts] = useState<Toast[]>([])
  const next = useRef(1)
  const close = useCallback((id: number) => setToasts((all) => all.filter((one) => one.id !== id)), [])
  const raise = useMemo<Raise>(() => (text, options = {}) => {
    const toast = { id: next.current++, text, tone: options.tone ?? 'plain', action: options.action }
    setToasts((all) => [...all.slice(-2), toast])
  }, [])
  return (
    <ToastContext value={raise}>
      {children}
      <section className="toasts" aria-label={say('toast.region')} role="region" aria-live="polite">
        {toasts.map((toast) => <ToastCard key={toast.id} toast={toast} close={close} />)}
      </section>
    </ToastContext>
  )
}
function ToastCard({ toast, close }: { toast: Toast; close: (id: number) => void }) {
  const { say } = useWords()
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => close(toast.id), toast.action ? 10_000 : 6_000)
    return () => clearTimeout(timer)
  }, [held, close, toast])
  return (
    <div className="toast" data-tone={toast.tone} onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
      <div className="grow">{toast.text}</div>
      {toast.action && <button type="button" className="toast-action" onClick={() => { toast.action!.run(); close(toast.id) }}>{toast.action.label}</button>}
      <button type="button" className="icon-button" aria-label={say('action.close')} onClick={() => close(toast.id)}><X aria-hidden /></button>
    </div>
  )
}

export interface KeyLine { keys: string[]; what: string }
/** `?` opens the list of keys of this screen. */
export function KeyboardHelp({ lines }: { lines: KeyLine[] }) {
  const { say } = useWords()
  const [open, setOpen] = useState(false)
  useKey('?', () => setOpen(true))
  return (
    <Dialog open={open} onClose={() => setOpen(false)} title={say('keys.title')}>
      <dl className="keys">{[...lines, { keys: ['?'], what: say('keys.help') }].map((line) => <div key={line.what}><dt>{line.keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{line.what}</dd></div>)}</dl>
    </Dialog>
  )
}

/** Runs on a key pressed anywhere but in a field or a dialog; `mod+k` means Ctrl or Command, and works in fields too. */
export function useKey(key: string, run: (event: KeyboardEvent) => void, enabled = true): void {
  const latest = useRef(run)
  useEffect(() => { latest.current = run })
  useEffect(() => {
    if (!enabled) return
    const wantsMod = key.startsWith('mod+')
    const wanted = wantsMod ? key.slice(4) : key
    const listen = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      const busy = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || document.querySelector('dialog[open]') !== null
      if (event.key.toLowerCase() !== wanted.toLowerCase() || (event.ctrlKey || event.metaKey) !== wantsMod || event.altKey) return
      if (busy && !wantsMod) return
      event.preventDefault()
      latest.current(event)
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [key, enabled])
}
