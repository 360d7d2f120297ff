import { useNavigate } from '@tanstack/react-router'
import { Choices, TextArea, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { useWords } from '../../ui/words.tsx'
import { ChipPicker } from '../inputs.tsx'
import { cuisines, facilitiesOf, languages } from '../lists.ts'
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
  const form = useDraft('updateVenue', ({ venue }) => ({
    name: venue.name, local_name: venue.local_name ?? '', description: venue.description, stars: venue.stars, phone: venue.phone ?? '', languages: venue.languages, facilities: venue.facilities, cuisines: venue.cuisines,
  }), (draft) => ({ ...draft, local_name: draft.local_name.trim() || null, phone: draft.phone.trim() || null }))
  const { draft, patch, errorAt } = form
  const hotel = setup.venue.kind === 'hotel'
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
      <div className="fields"><TextField label={say('field.phone')} optional type="tel" dir="ltr" hint={say('admin.about.phoneHint')} value={draft.phone} maxLength={30} onChange={(event) => patch({ phone: event.target.value })} error={errorAt('/phone')} /></div>
    </StepForm>
  )
}
