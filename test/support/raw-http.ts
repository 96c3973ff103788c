import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** The port on which an app listens from now on; it is closed with the app. */
export async function listening(app: FastifyInstance): Promise<number> {
  return Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
}

/** Sends bytes as they are and answers everything that comes back until the server closes. */
export function exchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })
}

/** Status and body of the last answer in what came back. */
export function lastAnswer(text: string): { status: number; type: string | undefined; body: string } {
  const answer = text.slice(text.lastIndexOf('HTTP/1.1 '))
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  const type = /^content-type: (.*)$/im.exec(head)?.[1]?.trim()
  return { status: Number(head.slice(9, 12)), type, body }
}
