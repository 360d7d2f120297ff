import { SelectField } from '../../ui/controls.tsx'
import { useWords } from '../../ui/words.tsx'

export interface DepositTerms { deposit_take?: 'charge' | 'authorize' | undefined; deposit_after?: 'credit' | 'refund' | undefined }

/** How a deposit is taken, and what becomes of it after the visit. */
export function DepositTermsFields({ value, onChange }: { value: DepositTerms; onChange: (part: DepositTerms) => void }) {
  const { say } = useWords()
  const take = value.deposit_take ?? 'charge'
  return (
    <>
      <SelectField label={say('admin.deposit.take')} hint={say(`admin.deposit.hint.${take}`)} value={take} onChange={(event) => onChange({ deposit_take: event.target.value as 'charge' | 'authorize' })}>
        {(['charge', 'authorize'] as const).map((one) => <option key={one} value={one}>{say(`admin.deposit.take.${one}`)}</option>)}
      </SelectField>
      <SelectField label={say('admin.deposit.after')} value={value.deposit_after ?? 'credit'} onChange={(event) => onChange({ deposit_after: event.target.value as 'credit' | 'refund' })}>
        {(['credit', 'refund'] as const).map((one) => <option key={one} value={one}>{say(`admin.deposit.after.${one}`)}</option>)}
      </SelectField>
    </>
  )
}
