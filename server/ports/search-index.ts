import type { VenueId } from '#platform/id'

/** What an index knows of a published venue: enough to find, filter and count, nothing that changes with each booking. */
export interface IndexedVenue {
  id: VenueId
  slug: string
  kind: 'hotel' | 'restaurant'
  name: string
  localName: string | null
  city: string
  district: string | null
  /** ISO 3166. */
  country: string
  location: Location
  rating: number | null
  ratingCount: number
  facilities: readonly string[]
  cuisines: readonly string[]
  /** The most people that one room sleeps, or one table or combination seats. */
  largest: number
}
export interface Location { lat: number; lon: number }

/** A place that people name: a country, a city, a district of one, or a venue. */
export interface Place {
  kind: 'country' | 'city' | 'district' | 'venue'
  name: string
  /** Where it is, to tell it from others of its name. */
  detail: string
  /** The middle of its venues. */
  location: Location
  /** How many venues it has. */
  size: number
  country: string
  city: string | null
  district: string | null
  venue: VenueId | null
  slug: string | null
}

export interface Candidate { venue: IndexedVenue; /** Metres from the point that was asked for; null without one. */ distance: number | null }

export interface CandidateQuery {
  place?: Place | undefined
  near?: (Location & { radiusMetres: number }) | undefined
  /** Every word must begin a word of the venue, give or take a typing error. */
  words?: string | undefined
}

/**
 * Finds venues by what does not change with bookings: places, names, distances. What is free and what it costs is asked
 * of availability and the calculator for those that it finds. The present adapter lives in the memory of each process;
 * one over millions of venues takes its place behind the same functions. Every adapter passes `search-index.exercise.ts`.
 */
export interface SearchIndex {
  put(venue: IndexedVenue): void
  remove(venue: VenueId): void
  get(venue: VenueId): IndexedVenue | undefined
  /** The one place that a text means: exactly, or by its beginning, or with a typing error; undefined when there is none. */
  resolve(text: string): Place | undefined
  /** Places that begin so, the largest first; without a text the largest cities. */
  suggest(text: string, limit: number): Place[]
  candidates(query: CandidateQuery): Candidate[]
  /** Others of the same kind, nearest first. */
  neighbours(venue: VenueId, limit: number): VenueId[]
  readonly size: number
}
