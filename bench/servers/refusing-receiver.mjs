// A merchant's server that takes every webhook whole and refuses it.
import { createServer } from 'node:http'

let refused = 0
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(String(refused))
    return
  }
  request.resume().on('end', () => {
    refused += 1
    response.writeHead(500, { 'content-length': '0' }).end()
  })
})
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  console.log(JSON.stringify({ event: 'ready', url: `http://127.0.0.1:${server.address().port}` }))
})
