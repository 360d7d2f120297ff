import { promises as fs } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { Plugin } from 'vite'

const brotli = promisify(zlib.brotliCompress)
const gzip = promisify(zlib.gzip)

/** Writes `.br` and `.gz` beside each text asset, once at build, so that the server never compresses an asset. */
export function compressed(): Plugin {
  return {
    name: 'holdfast:compressed',
    apply: 'build',
    applyToEnvironment: (environment) => environment.name === 'client',
    async writeBundle(options, bundle) {
      for (const name of Object.keys(bundle).filter((file) => /\.(m?js|css|json|svg)$/.test(file))) {
        const file = path.join(options.dir!, name)
        const bytes = await fs.readFile(file)
        if (bytes.length < 512) continue
        const quality = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: bytes.length > 400_000 ? 6 : 10 } }
        await fs.writeFile(`${file}.br`, await brotli(bytes, quality))
        await fs.writeFile(`${file}.gz`, await gzip(bytes, { level: 9 }))
      }
    },
  }
}
