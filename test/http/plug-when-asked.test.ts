import type { FastifyInstance } from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { newServer } from '../../server/http/fastify.js'
import { plugWhenAsked } from '../../server/http/plug-when-asked.js'

function front(make: () => Promise<FastifyInstance>): FastifyInstance {
  const app = newServer()
  plugWhenAsked(app, [{ paths: ['/door'], make }])
  app.all('/*', (_request, reply) => reply.callNotFound())
  onTestFinished(() => app.close())
  return app
}

it('a door is made once, by the first of its requests, and gets what was sent', async () => {
  let made = 0
  const app = front(async () => {
    made++
    const door = newServer()
    door.post('/door/:id', async ({ params, body }) => ({ params, body }))
    return door
  })
  expect((await app.inject('/elsewhere')).statusCode).toBe(404)
  expect(made).toBe(0)
  const call = (id: string) => app.inject({ method: 'POST', url: `/door/${id}`, payload: { sent: id } })
  const answers = await Promise.all(['1', '2'].map(call))
  expect(answers.map((answer) => answer.json())).toEqual([
    { params: { id: '1' }, body: { sent: '1' } },
    { params: { id: '2' }, body: { sent: '2' } },
  ])
  expect(made).toBe(1)
})

it('of two doors the one with the longer path is asked, and the start page is no more than itself', async () => {
  const answering = (name: string) => async () => {
    const door = newServer()
    door.all('/*', async () => name)
    return door
  }
  const app = newServer()
  plugWhenAsked(app, [
    { paths: ['/', '/door'], make: answering('outer') },
    { paths: ['/door/inner'], make: answering('inner') },
  ])
  app.all('/*', async () => 'nobody')
  onTestFinished(() => app.close())
  const asked = [
    '/',
    '/door',
    '/door/',
    '/d%6For/x?y=1',
    '/door/inner',
    '/door/inner/x',
    '/doors',
    '/x',
    '//door',
  ]
  const answers = await Promise.all(asked.map(async (url) => (await app.inject(url)).payload))
  expect(answers).toEqual([
    'outer',
    'outer',
    'outer',
    'outer',
    'inner',
    'inner',
    'nobody',
    'nobody',
    'nobody',
  ])
})

it('a door that cannot be made is an internal error, and the next request tries again', async () => {
  let attempts = 0
  const app = front(async () => {
    if (attempts++ === 0) throw new Error('the disk is full')
    const door = newServer()
    door.get('/door', async () => 'open')
    return door
  })
  const first = await app.inject('/door')
  expect([first.statusCode, first.json().message]).toEqual([500, 'the disk is full'])
  expect((await app.inject('/door')).payload).toBe('open')
})

it('a door is closed with the server before it', async () => {
  let closed = false
  const app = newServer()
  const make = async () => {
    const door = newServer()
    door.get('/door', async () => 'open')
    door.addHook('onClose', async () => {
      closed = true
    })
    return door
  }
  plugWhenAsked(app, [{ paths: ['/door'], make }])
  app.all('/*', (_request, reply) => reply.callNotFound())
  await app.inject('/door')
  await app.close()
  expect(closed).toBe(true)
})
