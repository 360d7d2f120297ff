import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { catalogues } from './build/catalogues.ts'
import { compressed } from './build/compressed.ts'
import { weighed } from './build/weighed.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * Two environments of one application: `client` goes to `dist` with hashed names and a manifest, `ssr` to `dist-ssr` as one
 * self-contained module, so that the server starts without resolving React and the router through node_modules.
 */
export default defineConfig({
  root: here('.'),
  plugins: [react(), catalogues(), compressed(), weighed()],
  // Packages ask for `process.env.NODE_ENV` to drop their warnings; both bundles are production builds.
  define: { 'process.env.NODE_ENV': '"production"' },
  builder: {
    async buildApp(builder) {
      await builder.build(builder.environments.client!)
      await builder.build(builder.environments.ssr!)
    },
  },
  environments: {
    client: {
      build: {
        outDir: here('dist'), emptyOutDir: true, manifest: 'manifest.json', assetsInlineLimit: 0, modulePreload: { polyfill: false },
        rolldownOptions: { input: { guest: here('guest/main.tsx'), desk: here('desk/main.tsx'), admin: here('admin/main.tsx') } },
      },
    },
    ssr: {
      resolve: { noExternal: true },
      build: {
        ssr: true, outDir: here('dist-ssr'), emptyOutDir: true, assetsInlineLimit: 0,
        rolldownOptions: { input: { server: here('server.tsx') }, output: { entryFileNames: 'server.js', chunkFileNames: '[name].js' } },
      },
    },
  },
})
