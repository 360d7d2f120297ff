import { ChevronsUpDown, Search } from 'lucide-react'
import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import {
  Button as AriaButton, ComboBox as AriaComboBox, I18nProvider, Input, Label, ListBox, ListBoxItem, Menu as AriaMenu, MenuItem, MenuTrigger, Popover,
  Tab, TabList, TabPanel, Tabs as AriaTabs, Tooltip as AriaTooltip, TooltipTrigger, type Key,
} from 'react-aria-components'
import { intlTag } from '@holdfast/contract/words'
import { Dialog, useKey } from './overlays.tsx'
import { useWords } from './words.tsx'

// Behaviour that is hard to get right comes from react-aria-components. The desk and the vendor's pages use it freely; guest pages
// keep it off their first load.

/** Tells react-aria the language and direction; desk and admin wrap their application in it. */
export function BehaviourProvider({ children }: { children: ReactNode }) {
  const { locale } = useWords()
  return <I18nProvider locale={intlTag(locale)}>{children}</I18nProvider>
}

export interface Action { id: string; label: ReactNode; icon?: ReactNode; disabled?: boolean; run: () => void }
/** A button that opens a menu of actions. `trigger` is what stands on the button. */
export function Menu({ trigger, label, actions, className = 'button button-secondary button-small' }: { trigger: ReactNode; label: string; actions: Action[]; className?: string }) {
  return (
    <MenuTrigger>
      <AriaButton className={className} aria-label={label}>{trigger}</AriaButton>
      <Popover className="popover" placement="bottom end">
        <AriaMenu aria-label={label} disabledKeys={actions.filter((one) => one.disabled).map((one) => one.id)} onAction={(key) => actions.find((one) => one.id === key)?.run()}>
          {actions.map((one) => <MenuItem key={one.id} id={one.id} className="option" textValue={typeof one.label === 'string' ? one.label : one.id}>{one.icon}{one.label}</MenuItem>)}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}

export interface TabSpec { id: string; label: ReactNode; panel: ReactNode }
export function Tabs({ label, tabs, selected, onSelect }: { label: string; tabs: TabSpec[]; selected?: string; onSelect?: (id: string) => void }) {
  return (
    <AriaTabs className="tabs" {...(selected === undefined ? {} : { selectedKey: selected })} {...(onSelect ? { onSelectionChange: (key: Key) => onSelect(String(key)) } : {})}>
      <TabList aria-label={label} className="tab-list">{tabs.map((tab) => <Tab key={tab.id} id={tab.id} className="tab">{tab.label}</Tab>)}</TabList>
      {tabs.map((tab) => <TabPanel key={tab.id} id={tab.id}>{tab.panel}</TabPanel>)}
    </AriaTabs>
  )
}

/** A hint on hover and focus; never the only place of something needful. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  return <TooltipTrigger delay={500}>{children}<AriaTooltip className="tooltip" offset={6}>{text}</AriaTooltip></TooltipTrigger>
}

export interface ComboItem { id: string; label: string; detail?: string }
/** A list that is searched by typing. */
export function ComboBox({ label, items, value, onChange, placeholder, error }: { label: string; items: ComboItem[]; value: string | null; onChange: (id: string | null) => void; placeholder?: string; error?: string | null }) {
  return (
    <AriaComboBox className="field" defaultItems={items} selectedKey={value} onSelectionChange={(key) => onChange(key === null ? null : String(key))} menuTrigger="focus" isInvalid={!!error}>
      <Label className="field-label">{label}</Label>
      <div className="input-frame"><Input className="input" {...(placeholder ? { placeholder } : {})} /><AriaButton className="icon-button"><ChevronsUpDown aria-hidden /></AriaButton></div>
      {error && <p className="field-error">{error}</p>}
      <Popover className="popover"><ListBox>{(item: ComboItem) => <ListBoxItem id={item.id} className="option" textValue={item.label}><span className="grow">{item.label}</span>{item.detail && <span className="option-detail">{item.detail}</span>}</ListBoxItem>}</ListBox></Popover>
    </AriaComboBox>
  )
}

export interface CommandItem { id: string; label: ReactNode; detail?: ReactNode; icon?: ReactNode; run: () => void }
/** The desk's one field for everything: `/` or Ctrl+K opens it; what is found is walked through by arrows and run by Enter. */
export function CommandField({ find, openKey = '/' }: { find: (query: string) => Promise<CommandItem[]> | CommandItem[]; openKey?: string }) {
  const { say } = useWords()
  const id = useId()
  const [open, setOpen] = useState(false)
  const [query, setQuery] = useState('')
  const [found, setFound] = useState<{ query: string; items: CommandItem[] }>({ query: '', items: [] })
  const { items } = found
  const [active, setActive] = useState(0)
  const latest = useRef(0)
  // Enter before the answer to what was typed has come: it is meant for that answer, not for the list still shown.
  const runFirst = useRef(false)
  const close = () => { setOpen(false); setQuery('') }
  const run = (item: CommandItem | undefined) => { if (item) { close(); item.run() } }
  const latestRun = useRef(run)
  useEffect(() => { latestRun.current = run })
  useKey(openKey, () => setOpen(true))
  useKey('mod+k', () => setOpen(true))
  useEffect(() => {
    if (!open) return
    const turn = ++latest.current
    const timer = setTimeout(async () => {
      const answer = await find(query)
      if (turn !== latest.current) return
      setFound({ query, items: answer })
      setActive(0)
      if (runFirst.current) { runFirst.current = false; latestRun.current(answer[0]) }
    }, query === '' ? 0 : 90)
    return () => clearTimeout(timer)
  }, [query, open, find])
  return (
    <>
      <button type="button" className="button button-secondary button-small command-open" onClick={() => setOpen(true)}><Search aria-hidden /><span className="grow">{say('action.search')}</span><kbd aria-hidden>{openKey}</kbd></button>
      <Dialog open={open} onClose={close} title={say('command.label')} hideTitle className="command">
        <div className="input-frame"><Search aria-hidden />
          <input className="input" data-autofocus="" role="combobox" aria-expanded aria-controls={`${id}-list`} aria-autocomplete="list" aria-label={say('command.label')} aria-activedescendant={items[active] ? `${id}-${items[active].id}` : undefined}
            placeholder={say('command.label')} value={query} onChange={(event) => { runFirst.current = false; setQuery(event.target.value) }}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); setActive((at) => (items.length === 0 ? 0 : (at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length)) }
              if (event.key === 'Enter') { event.preventDefault(); if (found.query === query) run(items[active]); else runFirst.current = true }
            }} />
        </div>
        <div role="listbox" id={`${id}-list`} aria-label={say('command.label')} className="command-list">
          {items.map((item, i) => <div key={item.id} id={`${id}-${item.id}`} role="option" aria-selected={i === active} className="option" onPointerMove={() => setActive(i)} onClick={() => run(item)}>{item.icon}<span className="grow">{item.label}</span>{item.detail && <span className="option-detail">{item.detail}</span>}</div>)}
        </div>
        {items.length === 0 && query !== '' && found.query === query && <p className="muted small" role="status">{say('command.none', { query })}</p>}
      </Dialog>
    </>
  )
}
