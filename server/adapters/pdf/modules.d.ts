declare module 'wawoff2' {
  const wawoff2: { decompress(packed: Uint8Array): Promise<Uint8Array> }
  export default wawoff2
}
declare module 'bidi-js' {
  export interface Levels { levels: Uint8Array; paragraphs: { start: number; end: number; level: number }[] }
  export default function bidiFactory(): {
    getEmbeddingLevels(text: string, direction?: 'ltr' | 'rtl' | 'auto'): Levels
    getMirroredCharactersMap(text: string, levels: Levels | Uint8Array): Map<number, string>
  }
}
