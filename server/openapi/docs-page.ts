/** The name of each document's page, by where it is. */
export const DOCS_TITLES = { '/docs': 'ClickPesa API', '/sandbox/docs': 'Control API' } as const

const VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'

/** Swagger UI's page with our name, a way back, and made for phones too. `path` is what a proxy puts before addresses. */
export function docsPage(html: string, title: string, path: string): string {
  const header = `<header class="sandbox-header"><a href="${path}/sandbox">← clickpesa-sandbox</a> <strong>${title}</strong> <a href="${path}/sandbox/guide">Guide</a></header>`
  return html.replace('<head>', `<head>\n${VIEWPORT}`).replace('<body>', `<body>\n${header}`)
}

/** What Swagger UI's own style lacks: our header in place of its own, and pages as wide as a phone. */
export const DOCS_STYLE = `
.sandbox-header {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1.5rem;
  padding: 0.75rem 1rem;
  background: #0b5e58;
  color: #fff;
  font: 1rem/1.5 system-ui, sans-serif;
}
.sandbox-header a { color: inherit; }
.swagger-ui .topbar { display: none; }
@media (max-width: 40rem) {
  .swagger-ui .wrapper,
  .swagger-ui .scheme-container .schemes.wrapper { padding-inline: 0.75rem; }
  .swagger-ui .info { margin: 1rem 0; }
  .swagger-ui .info .title { font-size: 1.5rem; overflow-wrap: anywhere; }
  .swagger-ui .opblock .opblock-summary { flex-wrap: wrap; }
  .swagger-ui .opblock .opblock-summary-path { max-width: 100%; font-size: 0.875rem; overflow-wrap: anywhere; }
  .swagger-ui .opblock .opblock-summary-description { flex-basis: 100%; }
  .swagger-ui .opblock-body { overflow-x: auto; }
  .swagger-ui .opblock-tag { flex-wrap: wrap; font-size: 1.125rem; }
}
`
