import { fileURLToPath } from 'node:url'

const at = (folder: string) => fileURLToPath(new URL(`../../${folder}`, import.meta.url))

/** Lets examples import the package by its name, from the files that are worked on. */
export const fromSource = aliases(at('server/testing'), 'ts')

/** The same, from the built files, as in a project that has installed the package. */
export const fromBuild = aliases(at('dist/server/testing'), 'js')

function aliases(folder: string, ending: string) {
  return [
    { find: /^clickpesa-sandbox$/, replacement: `${folder}/index.${ending}` },
    { find: /^clickpesa-sandbox\/(\w+)$/, replacement: `${folder}/$1.${ending}` },
  ]
}
