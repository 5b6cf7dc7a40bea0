# syntax=docker/dockerfile:1

# Build the program; it bundles everything that it uses from node_modules.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json vite.bot.config.ts vite.page.config.ts ./
COPY src ./src
RUN npm run build

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    DATABASE_URL=sqlite:/data/twokey.db
WORKDIR /app
# Owned by root, so the process cannot change its own program. It contains no native code: SQLite is Node's own.
COPY --from=build /app/dist ./dist
RUN mkdir /data && chown node:node /data
VOLUME /data
# The bot reads the policy from /app/policy.yaml unless POLICY_FILE is set: mount it there, read-only.
# The user is given by number, so that Kubernetes' runAsNonRoot can verify that it is not root. 1000 is the image's user "node".
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# `docker run … twokey` starts the bot; other commands are `docker run … twokey enroll @mei` and `… verify FILE`.
ENTRYPOINT ["node", "dist/main.js"]
