// Programs that play servers for tests, each as its own command line or library starts it, with one route. They are
// compared on what they have in common: how soon the first call is answered, and what they take while idle.
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const bin = (name) => at(`./node_modules/.bin/${name}`)

export const PEERS = {
  emulate: (port) => [bin('emulate'), '--service', 'stripe', '--port', String(port)],
  'json-server': (port) => [
    bin('json-server'),
    '--quiet',
    '--port',
    String(port),
    at('./peers/ready.json-server.json'),
  ],
  mockttp: (port) => [at('./peers/mockttp.mjs'), String(port)],
  mountebank: (port) => [at('./peers/mountebank.mjs'), String(port)],
  Prism: (port) => [bin('prism'), 'mock', '--port', String(port), at('./peers/ready.openapi.json')],
  Mockoon: (port) => [
    bin('mockoon-cli'),
    'start',
    '--disable-log-to-file',
    '--data',
    at('./peers/ready.openapi.json'),
    '--port',
    String(port),
  ],
}

/** What would belong beside them and does not come from npm. */
export const NOT_HERE = ['WireMock, which needs Java', 'pact-stub-server, which is a program of Rust']
