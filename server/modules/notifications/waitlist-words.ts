import type { Locale } from '@holdfast/contract/words'

export type WaitlistKind = 'waitlist_joined' | 'waitlist_offered' | 'waitlist_called'

interface Words {
  subject: Record<WaitlistKind, (venue: string) => string>
  opening: Record<WaitlistKind, (venue: string) => string>
  open: Record<WaitlistKind, string>
  openHint: string
  around(minutes: number): string
  until: string
  firstCome: string
  passesOn: string
}

/** Short, active, in the guest's terms; a promise only where something is held. */
export const waitlistWords: Record<Locale, Words> = {
  en: {
    subject: {
      waitlist_joined: (venue) => `You are on the waitlist: ${venue}`,
      waitlist_offered: (venue) => `Something freed up for you: ${venue}`,
      waitlist_called: (venue) => `It is your turn: ${venue}`,
    },
    opening: {
      waitlist_joined: (venue) => `You wait for this at ${venue}. Nothing is booked and nothing is charged.`,
      waitlist_offered: (venue) => `Something freed up at ${venue}, and it is held for you. Answer before the time is over.`,
      waitlist_called: (venue) => `${venue} is nearly ready for you. Please come to the desk.`,
    },
    open: { waitlist_joined: 'See your place in line, or leave it', waitlist_offered: 'Take it, or let it go', waitlist_called: 'See your place in line' },
    openHint: 'This link is yours alone: whoever has it can answer for you.',
    around: (minutes) => `up to ${minutes} minutes earlier or later`,
    until: 'Held for you until', firstCome: 'When something frees up, it is held for the first in line whom it fits, and a letter says so.', passesOn: 'After that it goes to the next in line.',
  },
  ar: {
    subject: {
      waitlist_joined: (venue) => `أنت على قائمة الانتظار: ${venue}`,
      waitlist_offered: (venue) => `توفّر مكان لك: ${venue}`,
      waitlist_called: (venue) => `حان دورك: ${venue}`,
    },
    opening: {
      waitlist_joined: (venue) => `أنت تنتظر هذا في ${venue}. لم يُحجز شيء ولم يُخصم شيء.`,
      waitlist_offered: (venue) => `توفّر مكان في ${venue} وهو محجوز لك مؤقتًا. أجب قبل انتهاء الوقت.`,
      waitlist_called: (venue) => `${venue} جاهز لك تقريبًا. تفضّل إلى مكتب الاستقبال.`,
    },
    open: { waitlist_joined: 'عرض دورك في القائمة أو مغادرتها', waitlist_offered: 'اقبله أو اتركه', waitlist_called: 'عرض دورك في القائمة' },
    openHint: 'هذا الرابط لك وحدك: من يملكه يستطيع أن يجيب عنك.',
    around: (minutes) => `قبل الموعد أو بعده بما لا يزيد على ${minutes} دقيقة`,
    until: 'محجوز لك حتى', firstCome: 'عندما يتوفّر مكان يُحجز مؤقتًا لأول من يناسبه في القائمة، وتصله رسالة بذلك.', passesOn: 'بعد ذلك ينتقل إلى التالي في القائمة.',
  },
}
