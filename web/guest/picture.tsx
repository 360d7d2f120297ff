import type { ResponseOf } from '@holdfast/contract/kit'
import type { getVenue } from '@holdfast/contract/venues'
import { ImageOff } from 'lucide-react'

export type PictureFacts = ResponseOf<typeof getVenue>['pictures'][number]

/** A picture in the widths that exist; the browser takes the one that fits. The first on a page is loaded at once. */
export function Picture({ picture, sizes, eager = false, className = '' }: { picture: PictureFacts | null; sizes: string; eager?: boolean; className?: string }) {
  if (picture === null) return <div className={`picture picture-none ${className}`} aria-hidden><ImageOff /></div>
  const at = (width: number) => `${picture.url}${picture.url.includes('?') ? '&' : '?'}w=${width}`
  const widths = picture.widths.length > 0 ? picture.widths : [picture.width]
  return (
    <img className={`picture ${className}`} src={at(widths.find((width) => width >= 800) ?? widths.at(-1)!)} srcSet={widths.map((width) => `${at(width)} ${width}w`).join(', ')} sizes={sizes}
      width={picture.width} height={picture.height} alt={picture.alt} loading={eager ? 'eager' : 'lazy'} decoding="async" {...(eager ? { fetchPriority: 'high' as const } : {})} />
  )
}
