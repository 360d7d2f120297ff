import { ImagePlus, Trash2, Upload } from 'lucide-react'
import { useRef, useState, type DragEvent } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { addressOf, ApiProblem, useTell, type Answer } from '../../ui/api.ts'
import { Button, buttonClass, IconButton, SelectField, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { ErrorNotice } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import type { Setup } from '../lists.ts'
import { useSetup } from '../setup.tsx'
import { useOnward } from './about.tsx'

const types = ['image/jpeg', 'image/png', 'image/webp', 'image/avif']
const largest = 12 * 1024 * 1024
const kinds = { hotel: ['facade', 'room', 'view', 'terrace', 'dining_room', 'dish', 'other'], restaurant: ['dining_room', 'dish', 'terrace', 'facade', 'view', 'other'] } as const
type PictureKind = Setup['venue']['pictures'][number]['kind']
interface Waiting { key: string; file: File; preview: string; kind: PictureKind; roomType: string; alt: string; sending: boolean; error: ApiProblem | null }
let made = 0

export function PicturesPage() {
  const { say } = useWords()
  const setup = useSetup()
  const { waiting, choose, patch, drop, send, sendAll } = useUploads(setup)
  const onward = useOnward('')
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const dropped = (event: DragEvent) => { event.preventDefault(); setOver(false); choose([...event.dataTransfer.files]) }
  return (
    <div className="stack step-form">
      <Head title={`${say('admin.step.pictures')} · ${setup.venue.name}`} keepPrivate />
      <header className="stack step-head"><h1>{say('admin.step.pictures')}</h1><p className="muted">{say('admin.pictures.lead')}</p></header>
      <div className="drop" data-over={over ? '' : undefined} onDragOver={(event) => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={dropped}>
        <ImagePlus aria-hidden /><p>{say('admin.pictures.drop')}</p>
        <input ref={input} id="files" type="file" accept={types.join(',')} multiple className="visually-hidden" onChange={(event) => { choose([...(event.target.files ?? [])]); event.target.value = '' }} />
        <label htmlFor="files" className={buttonClass('secondary')}>{say('admin.pictures.choose')}</label>
        <p className="small faint">{say('admin.pictures.limits')}</p>
      </div>
      {waiting.length > 0 && <ul role="list" className="stack">{waiting.map((one) => <WaitingRow key={one.key} one={one} kinds={kinds[setup.venue.kind]} types={setup.room_types} patch={(part) => patch(one.key, part)} drop={() => drop(one.key)} send={() => void send(one)} />)}</ul>}
      {waiting.length > 0 && <div className="row"><Button look="primary" icon={<Upload aria-hidden />} busy={waiting.some(({ sending }) => sending)} onClick={() => void sendAll()}>{say('admin.pictures.send', { count: waiting.length })}</Button></div>}
      <Kept setup={setup} />
      <div className="save-bar"><span className="save-state" role="status">{waiting.length > 0 ? say('admin.pictures.waiting', { count: waiting.length }) : ''}</span><Button look="primary" disabled={waiting.length > 0} onClick={onward}>{say('admin.toChecklist')}</Button></div>
    </div>
  )
}

function useUploads(setup: Setup) {
  const [waiting, setWaiting] = useState<Waiting[]>([])
  const client = useQueryClient()
  const { say } = useWords()
  const patch = (key: string, part: Partial<Waiting>) => setWaiting((now) => now.map((one) => (one.key === key ? { ...one, ...part } : one)))
  const drop = (key: string) => setWaiting((now) => now.filter((one) => { if (one.key === key) URL.revokeObjectURL(one.preview); return one.key !== key }))
  const refused = (file: File) => (!types.includes(file.type) ? new ApiProblem(415, { type: 'unsupported-media-type', title: say('admin.pictures.wrongType') }) : file.size > largest ? new ApiProblem(413, { type: 'payload-too-large', title: say('admin.pictures.tooLarge') }) : null)
  const choose = (files: File[]) => setWaiting((now) => [...now, ...files.slice(0, 30).map((file) => ({ key: `file-${(made += 1)}`, file, preview: URL.createObjectURL(file), kind: kinds[setup.venue.kind][0], alt: '', roomType: setup.room_types[0]?.id ?? '', sending: false, error: refused(file) }))])
  const send = async (one: Waiting): Promise<void> => {
    if (refused(one.file) !== null) return
    patch(one.key, { sending: true, error: null })
    const { method, url } = addressOf('addMedia', { venue: setup.venue.id }, { kind: one.kind, alt: one.alt.trim(), ...(one.kind === 'room' && one.roomType !== '' ? { room_type: one.roomType } : {}) })
    try {
      const answer = await fetch(url, { method, body: one.file, headers: { 'content-type': one.file.type, accept: 'application/json' }, credentials: 'same-origin' })
      if (!answer.ok) throw new ApiProblem(answer.status, await answer.json() as object, answer.headers.get('retry-after'))
      drop(one.key)
    } catch (error) {
      patch(one.key, { sending: false, error: error instanceof ApiProblem ? error : new ApiProblem(0, { type: 'offline' }) })
    }
    await client.invalidateQueries({ queryKey: ['getSetup'] })
  }
  // One after the other: pictures are worked on by the server, and a phone has one uplink.
  const sendAll = async () => { for (const one of waiting) await send(one) }
  return { waiting, choose, patch, drop, send, sendAll }
}

function WaitingRow({ one, kinds: offered, types: roomTypes, patch, drop, send }: { one: Waiting; kinds: readonly PictureKind[]; types: Setup['room_types']; patch: (part: Partial<Waiting>) => void; drop: () => void; send: () => void }) {
  const { say } = useWords()
  return (
    <li className="waiting-row" aria-label={one.file.name}>
      {types.includes(one.file.type) ? <img src={one.preview} alt="" className="thumb" /> : <span className="thumb" />}
      <div className="stack grow">
        <div className="fields">
          <SelectField label={say('admin.pictures.kind')} value={one.kind} onChange={(event) => patch({ kind: event.target.value as PictureKind })}>{offered.map((kind) => <option key={kind} value={kind}>{say(`admin.picture.${kind}`)}</option>)}</SelectField>
          {one.kind === 'room' && roomTypes.length > 0 && <SelectField label={say('admin.pictures.room')} value={one.roomType} onChange={(event) => patch({ roomType: event.target.value })}>{roomTypes.map((type) => <option key={type.id} value={type.id}>{type.name}</option>)}</SelectField>}
          <TextField label={say('admin.pictures.alt')} hint={say('admin.pictures.altHint')} dir="auto" value={one.alt} maxLength={200} onChange={(event) => patch({ alt: event.target.value })} />
        </div>
        {one.error && <ErrorNotice error={one.error} {...(one.error.status === 413 || one.error.status === 415 ? {} : { onRetry: send })} />}
      </div>
      <IconButton label={say('admin.remove', { what: one.file.name })} disabled={one.sending} onClick={drop}><Trash2 aria-hidden /></IconButton>
    </li>
  )
}

function Kept({ setup }: { setup: Setup }) {
  const { say } = useWords()
  const remove = useTell('removeMedia', { refreshes: ['getSetup'] })
  const { pictures } = setup.venue as { pictures: Answer<'getSetup'>['venue']['pictures'] }
  if (pictures.length === 0) return null
  return (
    <section className="stack" aria-label={say('admin.pictures.there')}><h2>{say('admin.pictures.there')}</h2>
      {remove.error && <ErrorNotice error={remove.error} />}
      <ul role="list" className="gallery">{pictures.map((picture) => (
        <li key={picture.id} className="gallery-item"><img src={`${picture.url}?w=320`} alt={picture.alt || say(`admin.picture.${picture.kind}`)} width={picture.width} height={picture.height} loading="lazy" />
          <div className="row spread"><span className="small">{setup.room_types.find(({ id }) => id === picture.room_type)?.name ?? say(`admin.picture.${picture.kind}`)}</span><IconButton label={say('admin.remove', { what: picture.alt || say(`admin.picture.${picture.kind}`) })} disabled={remove.isPending} onClick={() => remove.mutate({ params: { venue: setup.venue.id, media: picture.id } })}><Trash2 aria-hidden /></IconButton></div></li>
      ))}</ul></section>
  )
}
