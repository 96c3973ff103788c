/** The hint of mistakes that the document of the control API explains. */
export const SEE_DOCS = 'see /sandbox/docs for what this call takes'
