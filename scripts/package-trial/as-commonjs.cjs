const sandbox = require('clickpesa-sandbox')

import('./order.mjs').then(({ order }) => order(sandbox))
