import { beforeEach, describe, expect, test } from 'vitest'
import { seededId, type VenueId } from '#platform/id'
import type { IndexedVenue, SearchIndex } from './search-index.ts'

const id = (name: string): VenueId => seededId('ven', name)
const venue = (name: string, over: Partial<IndexedVenue> = {}): IndexedVenue => ({
  id: id(name), slug: name.toLowerCase().replaceAll(' ', '-'), kind: 'hotel', name, localName: null, city: 'Lisbon', district: 'Alfama', country: 'PT', location: { lat: 38.71, lon: -9.13 },
  rating: 8, ratingCount: 10, facilities: ['wifi'], cuisines: [], largest: 4, ...over,
})

/** What every index does; each adapter's test calls it. */
export function exerciseSearchIndex(open: () => SearchIndex): void {
  describe('a search index', () => {
    let index: SearchIndex
    beforeEach(() => {
      index = open()
      for (const one of [
        venue('Casa do Rio'), venue('São Jorge', { district: 'Castelo', location: { lat: 38.7139, lon: -9.1335 } }), venue('Água d’Ouro', { kind: 'restaurant', district: 'Baixa', cuisines: ['seafood'], location: { lat: 38.711, lon: -9.137 } }),
        venue('Hana', { city: 'Kyoto', district: 'Gion', country: 'JP', localName: '花見小路', location: { lat: 35.003, lon: 135.775 } }), venue('Riad Zitoun', { city: 'Marrakesh', district: 'Medina', country: 'MA', location: { lat: 31.625, lon: -7.986 } }),
        venue('Date Line Lodge', { city: 'Taveuni', district: null, country: 'FJ', location: { lat: -16.8, lon: 179.99 } }),
      ]) index.put(one)
    })
    const names = (query: Parameters<SearchIndex['candidates']>[0]) => index.candidates(query).map((candidate) => candidate.venue.name).toSorted()

    test('finds a place by its name, without marks, by its beginning, and with a typing error', () => {
      for (const text of ['Lisbon', 'lisbon ', 'LISB', 'Lisbn', 'Libson', 'lisbon, Portugal']) expect(index.resolve(text), text).toMatchObject({ kind: 'city', name: 'Lisbon', size: 3 })
      expect(index.resolve('Marakesh')).toMatchObject({ name: 'Marrakesh' })
      expect(index.resolve('Alfama, Lisbon')).toMatchObject({ kind: 'district', name: 'Alfama' })
      expect(index.resolve('agua d ouro')).toMatchObject({ kind: 'venue', name: 'Água d’Ouro' })
      expect(index.resolve('花見小路')).toMatchObject({ kind: 'venue', name: 'Hana' })
      expect(index.resolve('Japan')).toMatchObject({ kind: 'country', size: 1 })
      for (const text of ['Atlantis', 'Alfama, Kyoto', 'xy', '', ' , ']) expect(index.resolve(text), text).toBeUndefined()
    })

    test('keeps to the place', () => {
      expect(names({ place: index.resolve('Lisbon') })).toEqual(['Casa do Rio', 'São Jorge', 'Água d’Ouro'])
      expect(names({ place: index.resolve('Castelo') })).toEqual(['São Jorge'])
      expect(names({ place: index.resolve('Sao Jorge') })).toEqual(['São Jorge'])
    })

    test('measures distances, over the date line too', () => {
      const near = index.candidates({ near: { lat: 38.71, lon: -9.13, radiusMetres: 500 } })
      expect(near.map((candidate) => [candidate.venue.name, candidate.distance])).toEqual([['Casa do Rio', 0]])
      expect(names({ near: { lat: -16.8, lon: -179.99, radiusMetres: 5_000 } })).toEqual(['Date Line Lodge'])
    })

    test('finds words of names, cuisines and places, each with a typing error at most', () => {
      expect(names({ words: 'seafod' })).toEqual(['Água d’Ouro'])
      expect(names({ words: 'jorge castelo' })).toEqual(['São Jorge'])
      expect(names({ words: 'jorge gion' })).toEqual([])
    })

    test('suggests what begins so, and the largest cities for nothing', () => {
      expect(index.suggest('', 2).map(({ name }) => name)).toEqual(['Lisbon', 'Kyoto'])
      expect(index.suggest('ca', 8).map(({ kind, name }) => [kind, name])).toEqual([['district', 'Castelo'], ['venue', 'Casa do Rio']])
      expect(index.suggest('kyto', 8).map(({ name }) => name)).toEqual(['Kyoto'])
    })

    test('forgets what is removed, and takes what changed', () => {
      index.remove(id('Hana'))
      expect(index.resolve('Kyoto')).toBeUndefined()
      index.put(venue('Casa do Rio', { city: 'Porto', district: 'Ribeira' }))
      expect(index.resolve('Porto')).toMatchObject({ size: 1 })
      expect([index.resolve('Lisbon')!.size, index.size]).toEqual([2, 5])
    })

    test('knows the neighbours of the same kind, nearest first', () => {
      expect(index.neighbours(id('Casa do Rio'), 2)).toEqual([id('São Jorge'), id('Riad Zitoun')])
      expect(index.neighbours(id('Água d’Ouro'), 2)).toEqual([])
    })
  })
}
