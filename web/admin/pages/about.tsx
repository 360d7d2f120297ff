import { useNavigate } from '@tanstack/react-router'
import { Choices, SelectField, TextArea, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { useWords } from '../../ui/words.tsx'
import { ChipPicker } from '../inputs.tsx'
import { cuisines, facilitiesOf, languages } from '../lists.ts'
import { useMe, venuesOf } from '../session.tsx'
import { StepForm, useDraft, useSetup } from '../setup.tsx'

/** Goes to a step of the same venue. */
export function useOnward(step: string): () => void {
  const navigate = useNavigate()
  const { venue } = useSetup()
  return () => { void navigate({ to: (step === '' ? '/$venue' : `/$venue/${step}`) as string, params: { venue: venue.id } as never }) }
}

export function AboutPage() {
  const { say, locale } = useWords()
  const setup = useSetup()
  const form = useDraft('updateVenue', ({ venue, linked_to: linkedTo }) => ({
    name: venue.name, local_name: venue.local_name ?? '', description: venue.description, stars: venue.stars, phone: venue.phone ?? '', linked_to: linkedTo, languages: venue.languages, facilities: venue.facilities, cuisines: venue.cuisines,
  }), (draft) => ({ ...draft, local_name: draft.local_name.trim() || null, phone: draft.phone.trim() || null }))
  const { draft, patch, errorAt } = form
  const hotel = setup.venue.kind === 'hotel'
  const me = useMe().data
  const houses = hotel ? [] : venuesOf(me).filter((one) => one.kind === 'hotel' && one.vendor === setup.venue.vendor)
  const languageNames = new Intl.DisplayNames(locale, { type: 'language' })
  return (
    <StepForm title={say('admin.step.about')} lead={say('admin.about.lead')} form={form} onward={useOnward('place')}>
      <Head title={`${say('admin.step.about')} · ${setup.venue.name}`} keepPrivate />
      <div className="fields">
        <TextField label={say('admin.begin.name')} value={draft.name} maxLength={120} onChange={(event) => patch({ name: event.target.value })} error={errorAt('/name')} />
        <TextField label={say('admin.about.localName')} optional hint={say('admin.about.localNameHint')} value={draft.local_name} maxLength={120} dir="auto" onChange={(event) => patch({ local_name: event.target.value })} error={errorAt('/local_name')} />
      </div>
      <TextArea label={say('admin.about.description')} hint={say('admin.about.descriptionHint')} rows={5} dir="auto" value={draft.description} maxLength={4000} onChange={(event) => patch({ description: event.target.value })} error={errorAt('/description')} />
      {hotel && <Choices label={say('admin.about.stars')} value={String(draft.stars ?? 0)} onChange={(stars) => patch({ stars: stars === '0' ? null : Number(stars) })} choices={['0', '1', '2', '3', '4', '5'].map((value) => ({ value, label: value === '0' ? say('admin.about.noStars') : `${value} ★` }))} />}
      {!hotel && <ChipPicker label={say('admin.about.cuisines')} options={cuisines} value={draft.cuisines} nameOf={(one) => say(`cuisine.${one}`)} onChange={(next) => patch({ cuisines: next.slice(0, 10) })} />}
      <ChipPicker label={say('admin.about.facilities')} options={facilitiesOf[setup.venue.kind]} value={draft.facilities} nameOf={(one) => say(`facility.${one}`)} onChange={(facilities) => patch({ facilities })} />
      <ChipPicker label={say('admin.about.languages')} options={[...new Set([...languages, ...draft.languages])]} value={draft.languages} nameOf={(tag) => languageNames.of(tag) ?? tag} onChange={(next) => patch({ languages: next })} />
      <div className="fields">{houses.length > 0 && <SelectField label={say('admin.about.linked')} hint={say('admin.about.linkedHint')} value={draft.linked_to ?? ''} onChange={(event) => patch({ linked_to: event.target.value === '' ? null : event.target.value as `ven_${string}` })} error={errorAt('/linked_to')}><option value="">{say('admin.about.notLinked')}</option>{houses.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</SelectField>}
        <TextField label={say('field.phone')} optional type="tel" dir="ltr" hint={say('admin.about.phoneHint')} value={draft.phone} maxLength={30} onChange={(event) => patch({ phone: event.target.value })} error={errorAt('/phone')} /></div>
    </StepForm>
  )
}
