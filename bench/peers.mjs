// Programs that play servers for tests, each as its own command line or library starts it, with one route. They are
// compared on what they have in common: how soon the first call is answered, what they take while idle, and how many
// calls they answer.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const node = (path, ...args) => [process.execPath, at(path), ...args]
const bin = (name, ...args) => node(`./node_modules/.bin/${name}`, ...args)

export const PEERS = {
  emulate: (port) => bin('emulate', '--service', 'stripe', '--port', String(port)),
  'json-server': (port) =>
    bin('json-server', '--quiet', '--port', String(port), at('./peers/ready.json-server.json')),
  mockttp: (port) => node('./peers/mockttp.mjs', String(port)),
  mountebank: (port) => node('./peers/mountebank.mjs', String(port)),
  Prism: (port) => bin('prism', 'mock', '--port', String(port), at('./peers/ready.openapi.json')),
  Mockoon: (port) =>
    bin(
      'mockoon-cli',
      'start',
      '--disable-log-to-file',
      '--data',
      at('./peers/ready.openapi.json'),
      '--port',
      String(port),
    ),
  // The packages of these two have the program and start it from Node; they are started without that here.
  'WireMock (Java)': (port) => [
    'java',
    '-jar',
    wireMock(),
    '--port',
    String(port),
    '--root-dir',
    at('./peers/wiremock'),
  ],
  'pact-stub-server (Rust)': (port) => [
    pact(),
    'stub',
    '--loglevel',
    'none',
    '--port',
    String(port),
    '--file',
    at('./peers/ready.pact.json'),
  ],
}

function wireMock() {
  const folder = at('./node_modules/wiremock/build/')
  return folder + readdirSync(folder).find((file) => file.endsWith('.jar'))
}

function pact() {
  const kind = `pact-cli-${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  return at(
    `./node_modules/@pact-foundation/${kind}/standalone/pact${process.platform === 'win32' ? '.exe' : ''}`,
  )
}
