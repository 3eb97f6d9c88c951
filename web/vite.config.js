import { defineConfig } from 'vite';

// The page is served by the dateline binary under a strict Content-Security-Policy: everything is a file of its own
// (no inlined assets, no inline module-preload script), and `npm run dev` fetches its data from a running server.
const server = process.env.DATELINE_URL ?? 'http://127.0.0.1:4180';

export default defineConfig({
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2022' },
  server: { proxy: { '/api': server, '/data': server } },
});
