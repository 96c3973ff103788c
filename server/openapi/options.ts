import type { ControlOptions } from '../control/options.js'
import type { GatewayOptions } from '../gateway/options.js'

export interface OpenApiOptions extends GatewayOptions, ControlOptions {}
