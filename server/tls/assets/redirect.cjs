// Loaded by every Node that `clickpesa-sandbox exec --tls` starts: what goes to ClickPesa's names goes to the sandbox. Node
// before 24 has no proxy by environment, and of later ones only those that are told. Other connections are left alone.
'use strict'

const { Socket } = require('node:net')

const NAMES = ['api.clickpesa.com', 'checkout.clickpesa.com']
const port = Number(process.env.CLICKPESA_TLS_PORT)
const connect = Socket.prototype.connect

Socket.prototype.connect = function (...args) {
  // Node hands on what it has taken apart in a list of its own.
  const options = Array.isArray(args[0]) ? args[0][0] : args[0]
  // Its other ports too: who asks for them gets no answer, and does not reach ClickPesa. A dot at the end changes nothing.
  const isClickPesa = options && NAMES.includes(String(options.host).toLowerCase().replace(/\.$/, ''))
  if (port > 0 && isClickPesa) {
    const redirected = { ...options, host: '127.0.0.1', port }
    if (Array.isArray(args[0])) args[0][0] = redirected
    else args[0] = redirected
  }
  return connect.apply(this, args)
}
