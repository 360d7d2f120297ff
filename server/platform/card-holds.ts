/** A card is kept until so many hours before the visit, and the amount is held on it from then on: time enough to ask for another card, and the hold outlasts a few nights. */
export const heldHoursBefore = 3 * 24
/** Nearer than this to the visit the amount is held at once: banks hold it for 7 days. */
export const heldAtOnceHours = 6 * 24
