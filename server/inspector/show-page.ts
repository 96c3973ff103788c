import type { FastifyReply } from 'fastify'
import type { VNode } from 'preact'
import { pageText, sendText } from '../http/html.js'
import { newsFor, withMarks } from './live-parts.js'

/** Sends a page of the inspector; to a browser that has it open already, only what is new on it. */
export function showPage(reply: FastifyReply, page: VNode) {
  const { 'x-shown': shown } = reply.request.headers
  const text = pageText(page)
  return sendText(
    reply,
    typeof shown === 'string' ? newsFor(new Set(shown.split(' ')), text) : withMarks(text),
  )
}
