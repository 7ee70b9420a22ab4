// SPDX-License-Identifier: Apache-2.0
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import compat from 'eslint-plugin-compat';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import ts from 'typescript-eslint';

export default [
    { ignores: ['dist/**', 'node_modules/**', 'shared/api/schema.d.ts'] },
    js.configs.recommended,
    ...ts.configs.recommended,
    ...vue.configs['flat/recommended'],
    { ...compat.configs['flat/recommended'], files: ['{citizen,desk,shared}/**'] },
    {
        files: ['**/*.vue'],
        languageOptions: { parserOptions: { parser: ts.parser } },
    },
    {
        languageOptions: { globals: { ...globals.browser } },
        rules: {
            // An inline style is refused by the page's Content-Security-Policy.
            'vue/no-static-inline-styles': 'error',
            'vue/no-v-html': 'error',
            'vue/multi-word-component-names': 'off',
            'vue/component-api-style': ['error', ['script-setup']],
            'vue/block-lang': ['error', { script: { lang: 'ts' } }],
            'max-lines': ['error', 600],
            eqeqeq: 'error',
            'no-eval': 'error',
            'no-console': 'error',
        },
    },
    { files: ['*.ts', '*.js', 'scripts/**'], languageOptions: { globals: { ...globals.node } } },
    prettier,
];
