/** Loaded before all else by what test code imports, so that an old Node is not found out by accident. */
import { nodeTooOld } from '../node-version.js'

const tooOld = nodeTooOld(process.versions.node)
if (tooOld !== null) throw new Error(tooOld)
