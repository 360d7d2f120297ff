import { problem } from '#platform/problem'
import { addressKey, type BucketRule, type Buckets } from '#platform/token-bucket'

/** A class behind one address may sign in; a list of stolen passwords may not be tried out. */
const perAddress: BucketRule = { capacity: 60, perSeconds: 300 }
/** Ten wrong passwords in a quarter of an hour, from wherever they come. */
const perAccount: BucketRule = { capacity: 10, perSeconds: 900 }
/** Letters to one mailbox, whoever asks for them: enough for who mistypes, too few to be a nuisance. */
const lettersPerAccount: BucketRule = { capacity: 4, perSeconds: 3_600 }
const signUpsPerAddress: BucketRule = { capacity: 300, perSeconds: 3_600 }

/** Attempts to sign in and up, counted before anything is looked up, so that a refusal says nothing about the account. */
export function openAttempts(buckets: Buckets) {
  const take = (key: string, rule: BucketRule, what: string) => {
    const taken = buckets.take(key, rule)
    if (!taken.allowed) throw problem('rate-limited', { detail: `Too many attempts to ${what}. Wait ${words(taken.waitSeconds)}, then try again.`, retryAfterSeconds: taken.waitSeconds })
  }
  return {
    signIn(address: string, emailHash: string): { succeeded(): void } {
      const keys = { address: `sign-in ${addressKey(address)}`, account: `sign-in ${emailHash}` }
      take(keys.address, perAddress, 'sign in')
      take(keys.account, perAccount, 'sign in')
      return { succeeded() { buckets.giveBack(keys.address, perAddress); buckets.giveBack(keys.account, perAccount) } }
    },
    askForPassword(address: string, emailHash: string): void {
      take(`sign-in ${addressKey(address)}`, perAddress, 'sign in')
      take(`password ${emailHash}`, lettersPerAccount, 'ask for a letter')
    },
    useLink(address: string): void { take(`sign-in ${addressKey(address)}`, perAddress, 'sign in') },
    signUp(address: string): void { take(`sign-up ${addressKey(address)}`, signUpsPerAddress, 'make an account') },
  }
}
export type Attempts = ReturnType<typeof openAttempts>

function words(seconds: number): string {
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
}
