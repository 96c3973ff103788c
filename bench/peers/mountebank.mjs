// Mountebank takes what it plays by its API, on a port of its own: one route here.
import mountebank from 'mountebank'

const port = Number(process.argv[2])
await mountebank.create({
  port: port + 1,
  host: '127.0.0.1',
  localOnly: true,
  loglevel: 'error',
  nologfile: true,
})
await fetch(`http://127.0.0.1:${port + 1}/imposters`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    protocol: 'http',
    port,
    stubs: [{ responses: [{ is: { statusCode: 200, body: { status: 'ok' } } }] }],
  }),
})
