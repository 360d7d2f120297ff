import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, LocateFixed } from 'lucide-react'
import { useId, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { Button, TextField } from '../ui/controls.tsx'
import { useWords } from '../ui/words.tsx'
import { moved, offsetOf, parseCoordinates, type Coordinates } from './world.ts'

/** The pad shows so many metres to each side of the point that was pasted. */
const reach = 300

const textOf = (at: Coordinates | null) => (at === null ? '' : `${at.lat}, ${at.lon}`)

/**
 * Where a place is, without a map: coordinates pasted from any, or this device's own position, then moved by arrow keys
 * (10 m; with Shift 100 m), by its buttons, or by pointing on the pad.
 */
export function PlacePicker({ value, onChange, error }: { value: Coordinates | null; onChange: (value: Coordinates | null) => void; error?: string | undefined }) {
  const { say } = useWords()
  const id = useId()
  const [text, setText] = useState(textOf(value))
  const [centre, setCentre] = useState(value)
  const [locating, setLocating] = useState<'no' | 'yes' | 'failed'>('no')
  const pad = useRef<HTMLDivElement>(null)
  const set = (at: Coordinates | null) => { setText(textOf(at)); onChange(at) }
  const type = (typed: string) => {
    setText(typed)
    const at = parseCoordinates(typed)
    setCentre(at)
    onChange(at)
  }
  const locate = () => {
    setLocating('yes')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { setLocating('no'); const at = moved({ lat: coords.latitude, lon: coords.longitude }, 0, 0); setCentre(at); set(at) },
      () => setLocating('failed'), { enableHighAccuracy: true, timeout: 10_000 },
    )
  }
  const nudge = (east: number, north: number) => { if (value !== null) set(moved(value, east, north)) }
  const keys = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 100 : 10
    const [east, north] = ({ ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] } as Record<string, [number, number]>)[event.key] ?? [0, 0]
    if (east === 0 && north === 0) return
    event.preventDefault()
    nudge(east, north)
  }
  const point = (event: PointerEvent) => {
    if (centre === null || event.buttons === 0) return
    const box = pad.current!.getBoundingClientRect()
    set(moved(centre, Math.round(((event.clientX - box.left) / box.width - 0.5) * 2 * reach), Math.round((0.5 - (event.clientY - box.top) / box.height) * 2 * reach)))
  }
  const off = value !== null && centre !== null ? offsetOf(centre, value) : { east: 0, north: 0 }
  const clamp = (metres: number) => Math.max(-1, Math.min(1, metres / reach))
  return (
    <div className="place-picker stack">
      <TextField label={say('admin.place.coordinates')} hint={say('admin.place.paste')} dir="ltr" inputMode="text" placeholder="38.7139, -9.1334" value={text} onChange={(event) => type(event.target.value)} error={error ?? (text !== '' && value === null ? say('admin.place.unread') : undefined)} />
      <div className="row">
        {'geolocation' in navigator && <Button size="small" icon={<LocateFixed aria-hidden />} busy={locating === 'yes'} onClick={locate}>{say('admin.place.here')}</Button>}
        {locating === 'failed' && <span className="field-error" role="status">{say('admin.place.hereFailed')}</span>}
      </div>
      {value !== null && (
        <div className="pad-frame">
          <div ref={pad} className="pad" dir="ltr" tabIndex={0} role="application" aria-label={say('admin.place.pad')} aria-describedby={`${id}-at`} onKeyDown={keys} onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); point(event) }} onPointerMove={point}>
            <span className="pad-north" aria-hidden>{say('admin.place.n')}</span><span className="pad-scale figures" aria-hidden>{reach} m</span>
            <span className="pad-dot" aria-hidden style={{ left: `${50 + clamp(off.east) * 50}%`, top: `${50 - clamp(off.north) * 50}%` }} />
          </div>
          <div className="stack pad-side">
            <p className="small muted">{say('admin.place.nudge')}</p>
            <div className="pad-arrows" dir="ltr">
              {([['north', 0, 10, ArrowUp], ['west', -10, 0, ArrowLeft], ['east', 10, 0, ArrowRight], ['south', 0, -10, ArrowDown]] as const).map(([way, east, north, Icon]) =>
                <button key={way} type="button" className={`icon-button pad-${way}`} aria-label={say(`admin.place.${way}`)} title={say(`admin.place.${way}`)} onClick={() => nudge(east, north)}><Icon aria-hidden /></button>)}
            </div>
            <p id={`${id}-at`} className="small figures" aria-live="polite"><bdi dir="ltr">{value.lat.toFixed(5)}, {value.lon.toFixed(5)}</bdi>{(off.east !== 0 || off.north !== 0) && <> · {say('admin.place.moved', { metres: Math.round(Math.hypot(off.east, off.north)) })}</>}</p>
          </div>
        </div>
      )}
    </div>
  )
}
