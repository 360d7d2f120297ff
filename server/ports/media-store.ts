/** Where the bytes of pictures lie. Keys are `med_…/name`; what is written under a key never changes. */
export interface MediaStore {
  /** Whole or not at all. */
  put(key: string, bytes: Buffer): Promise<void>
  get(key: string): Promise<Buffer | undefined>
  /** All that begins with `<prefix>/`. Nothing there is no error. */
  remove(prefix: string): Promise<void>
}

/** What a key may look like in every adapter: no way out of the store. */
export const mediaKey = /^med_[0-9a-z]{24}(\/[a-z0-9]{1,20}(\.[a-z0-9]{2,5})?)?$/
