import { createSandbox } from 'clickpesa-sandbox'
import { order } from './order.mjs'

await order({ createSandbox })
