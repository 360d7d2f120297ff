import sharp from 'sharp'
import type { Actor } from '#http/actor'
import { newId, routeOf, type MediaId, type RoomTypeId, type VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { changeVenue, refuseUnlessSetUp, type Context } from './change-venue.ts'
import type { Picture, PictureKind } from './layout.ts'
import { refuse } from './rules.ts'
import { deleteMedia, findMediaVenue, insertMedia } from './store.ts'

export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/avif'] as const
export const largestPictureBytes = 12 * 1024 * 1024
const mostPixels = 50_000_000
const drawnType = 'image/svg+xml'
const mostPictures = 60
/** Widths that pages may ask for. The widest is as wide as the original, up to 2,400. */
const offeredWidths = [320, 640, 960, 1440, 2400]

export interface NewPicture {
  kind: PictureKind
  alt: string
  roomType?: RoomTypeId | undefined
  /** Only from the demo world, whose scenes are drawn by us: `image/svg+xml` with its size, not decoded here. */
  drawn?: { width: number; height: number; placeholder: string | null }
}

/** Adds a picture. What comes from outside is decoded and written anew, so that neither EXIF (places, names) nor anything hidden in the file is kept. */
export async function addMedia(context: Context, actor: Actor, venue: VenueId, bytes: Buffer, input: NewPicture, options: { tx?: Tx } = {}): Promise<Picture> {
  return (await addPictures(context, actor, venue, [{ ...input, bytes }], options))[0]!
}

/** Several at once, as one change of the venue. */
export async function addPictures(context: Context, actor: Actor, venue: VenueId, pictures: readonly (NewPicture & { bytes: Buffer })[], options: { tx?: Tx } = {}): Promise<Picture[]> {
  const layout = await context.layouts.get(options.tx ?? context.db, venue)
  refuseUnlessSetUp(actor, layout)
  if (layout.pictures.length + pictures.length > mostPictures) refuse([{ pointer: '', detail: `a venue has at most ${mostPictures} pictures` }])
  for (const { roomType } of pictures) if (roomType !== undefined && !layout.roomTypes.some((type) => type.id === roomType)) refuse([{ pointer: '/room_type', detail: 'is no room type of this venue' }])
  const now = context.clock.now()
  const added: Picture[] = []
  for (const input of pictures) {
    const original = input.drawn !== undefined && actor.system ? { bytes: input.bytes, contentType: drawnType, ...input.drawn } : await normalise(input.bytes)
    const id = newId('med', now.epochMilliseconds, routeOf(venue)) as MediaId
    const widths = [...offeredWidths.filter((width) => width < original.width), Math.min(original.width, offeredWidths.at(-1)!)]
    // The file first: a row without its file would be a broken picture, a file without a row is only a lost file.
    await context.media.put(`${id}/original`, original.bytes)
    added.push({ id, kind: input.kind, alt: input.alt, roomType: input.roomType ?? null, contentType: original.contentType, width: original.width, height: original.height, widths, placeholder: original.placeholder })
  }
  await changeVenue(context, actor, venue, 'pictures', options, async (tx) => { for (const picture of added) await insertMedia(tx, venue, picture, now) })
  return added
}

export async function removeMedia(context: Context, actor: Actor, venue: VenueId, media: MediaId): Promise<void> {
  await changeVenue(context, actor, venue, 'pictures', {}, async (tx) => {
    if (!(await deleteMedia(tx, venue, media))) throw problem('not-found', { detail: 'There is no such picture.' })
    tx.afterCommit(() => { void context.media.remove(media).catch((error: unknown) => { context.log.warn({ err: error, media }, 'the files of a removed picture stayed') }) })
  })
}

async function normalise(bytes: Buffer): Promise<{ bytes: Buffer; contentType: string; width: number; height: number; placeholder: string }> {
  if (bytes.length > largestPictureBytes) throw problem('payload-too-large', { detail: 'A picture may have 12 MB at most.' })
  try {
    const { format } = await sharp(bytes, { limitInputPixels: mostPixels }).metadata()
    if (format !== 'jpeg' && format !== 'png' && format !== 'webp' && format !== 'heif') throw problem('unsupported-media-type', { detail: 'Send a JPEG, PNG, WebP or AVIF picture.' })
    // Turned as EXIF says, then without it. Truncated files fail here, not on a guest's screen.
    const { data, info } = await sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error' }).rotate()
      .resize({ width: 2400, height: 2400, fit: 'inside', withoutEnlargement: true }).webp({ quality: 88, effort: 2 }).toBuffer({ resolveWithObject: true })
    return { bytes: data, contentType: 'image/webp', width: info.width, height: info.height, placeholder: await placeholderOf(data) }
  } catch (error) {
    if (error instanceof Error && error.name === 'Problem') throw error
    throw problem('unsupported-media-type', { detail: 'The picture could not be read: it is not complete, or too large in pixels, or not what it says it is.' })
  }
}

/** 16 pixels wide, as a data address: shown blurred until the picture is there. */
export async function placeholderOf(bytes: Buffer): Promise<string> {
  const tiny = await sharp(bytes).resize({ width: 16 }).webp({ quality: 40, effort: 4 }).toBuffer()
  return `data:image/webp;base64,${tiny.toString('base64')}`
}

export interface ServedPicture { bytes: Buffer; contentType: string; /** Everybody may keep it; else only the browser that asked. */ shared: boolean }

/** Who asks is looked up only where it matters: most pictures are everybody's. */
export interface PictureServer { serve(who: () => Promise<Actor>, media: MediaId, width: number, avif: boolean): Promise<ServedPicture> }

/**
 * Pictures as they are asked for. A width is made when it is first wanted and kept in the media store: WebP at once
 * (50 to 150 ms), two at a time, because they share their threads with the hashing of passwords; AVIF behind it, one at a
 * time. Drawings stay WebP, of 20 kB.
 */
export function openPictureServer(context: Context): PictureServer {
  const owner = new Map<MediaId, VenueId>()
  const making = new Map<string, Promise<Buffer>>()
  let behind: Promise<unknown> = Promise.resolve()
  let queued = 0
  const atMostTwo = limited(2)

  const once = (key: string, make: () => Promise<Buffer>): Promise<Buffer> => {
    const running = making.get(key) ?? make().finally(() => { making.delete(key) })
    making.set(key, running)
    return running
  }
  const made = (key: string, make: () => Promise<Buffer>) => once(key, async () => {
    const bytes = await atMostTwo(make)
    await context.media.put(key, bytes)
    return bytes
  })
  async function original(picture: Picture): Promise<Buffer> {
    return (await context.media.get(`${picture.id}/original`)) ?? (() => { throw problem('not-found', { detail: 'There is no such picture.' }) })()
  }
  function makeAvifBehind(picture: Picture, width: number): void {
    const key = `${picture.id}/${width}.avif`
    if (making.has(key) || queued >= 100) return
    queued += 1
    behind = behind.then(() => made(key, async () => sharp(await original(picture)).resize({ width }).avif({ quality: 55, effort: 2 }).toBuffer()))
      .catch((error: unknown) => { context.log.warn({ err: error, media: picture.id }, 'a picture could not be made smaller') })
      .finally(() => { queued -= 1 })
  }

  return {
    async serve(who, media, asked, avif) {
      const venue = owner.get(media) ?? await findMediaVenue(context.db, media)
      const layout = venue === undefined ? undefined : await context.layouts.get(context.db, venue)
      const picture = layout?.pictures.find(({ id }) => id === media)
      if (layout === undefined || picture === undefined) throw problem('not-found', { detail: 'There is no such picture.' })
      if (layout.publishedAt === null) refuseUnlessSeen(await who(), layout)
      if (owner.size > 50_000) owner.clear()
      owner.set(media, layout.id)
      const width = picture.widths.find((one) => one >= asked) ?? picture.widths.at(-1)!
      const shared = layout.publishedAt !== null
      if (avif && picture.contentType !== drawnType) {
        const ready = await context.media.get(`${media}/${width}.avif`)
        if (ready !== undefined) return { bytes: ready, contentType: 'image/avif', shared }
        makeAvifBehind(picture, width)
      }
      const key = `${media}/${width}.webp`
      const bytes = (await context.media.get(key)) ?? await made(key, async () => sharp(await original(picture)).resize({ width }).webp({ quality: 78, effort: 2 }).toBuffer())
      return { bytes, contentType: 'image/webp', shared }
    },
  }
}

function limited(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => { waiting.push(resolve) })
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}

function refuseUnlessSeen(actor: Actor, layout: { id: VenueId; vendor: string }): void {
  const works = actor.system || actor.memberships.some((membership) => membership.vendor === layout.vendor && (membership.venue === null || membership.venue === layout.id))
  if (!works) throw problem('not-found', { detail: 'There is no such picture.' })
}
