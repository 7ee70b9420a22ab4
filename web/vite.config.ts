// SPDX-License-Identifier: Apache-2.0
// One workspace, several entries. dist/ is what `huiyin serve` hands out: citizen/index.html for
// everything, desk/index.html below /desk/, hashed files in /assets.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, URL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import vue from '@vitejs/plugin-vue';
import type { Plugin } from 'vite';
import { configDefaults, defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const entries = ['citizen', 'desk', 'field'].filter((e) => existsSync(join(root, e, 'index.html')));
const server = process.env.HUIYIN_URL ?? 'http://127.0.0.1:8080';

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** The server sends a file's .br or .gz when one stands beside it. */
function compressed(): Plugin {
  return {
    name: 'huiyin-compressed',
    apply: 'build',
    closeBundle() {
      for (const path of filesBelow(join(root, 'dist'))) {
        if (!/\.(html|js|css|svg|json|webmanifest)$/.test(path) || statSync(path).size < 1024)
          continue;
        const text = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
        const quality = { [constants.BROTLI_PARAM_QUALITY]: 9 };
        writeFileSync(`${path}.br`, brotliCompressSync(text, { params: quality }));
      }
    },
  };
}

export default defineConfig({
  root,
  base: '/',
  plugins: [vue(), compressed()],
  resolve: { alias: { '@shared': join(root, 'shared') } },
  define: {
    __VUE_OPTIONS_API__: 'true', // Element Plus and Vant need it
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'chrome87',
    cssTarget: 'chrome87',
    assetsInlineLimit: 0, // the policy allows files, not inline code
    modulePreload: { polyfill: false }, // Chrome 87 knows it by itself
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: Object.fromEntries(entries.map((e) => [e, join(root, e, 'index.html')])),
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': server },
  },
  test: {
    environment: 'happy-dom',
    exclude: [...configDefaults.exclude, 'dist/**'],
    server: { deps: { inline: ['element-plus'] } },
  },
});
