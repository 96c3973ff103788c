ARG NODE_VERSION=22

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build
# The image holds what the npm package holds and nothing else.
RUN mkdir /app \
  && npm pack --ignore-scripts --pack-destination /tmp \
  && tar --extract --gzip --file /tmp/clickpesa-sandbox-*.tgz --directory /app --strip-components 1 \
  && cp package-lock.json /app
WORKDIR /app
RUN npm ci --omit=dev --ignore-scripts && rm package-lock.json

FROM node:${NODE_VERSION}-bookworm-slim
LABEL org.opencontainers.image.title="clickpesa-sandbox" \
  org.opencontainers.image.description="A fake of ClickPesa's hosted checkout for development and tests. It moves no money." \
  org.opencontainers.image.source="https://github.com/clickpesa-sandbox/clickpesa-sandbox" \
  org.opencontainers.image.documentation="https://github.com/clickpesa-sandbox/clickpesa-sandbox/blob/main/docs/containers.md" \
  org.opencontainers.image.licenses="MIT"
ENV CLICKPESA_SANDBOX_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app ./
# The user `node` by number, so that Kubernetes can tell that it is not root.
USER 1000:1000
EXPOSE 4255
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s --start-interval=1s CMD ["node", "dist/server/main.js", "healthcheck"]
ENTRYPOINT ["node", "dist/server/main.js"]
CMD ["start"]
