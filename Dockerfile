# syntax=docker/dockerfile:1

# Build: the program, which has all of node_modules that it uses inside.
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
# Owned by root: the process cannot change its own program. Nothing is compiled for one machine: SQLite is Node's own.
COPY --from=build /app/dist ./dist
RUN mkdir /data && chown node:node /data
VOLUME /data
# The policy is read from /app/policy.yaml unless POLICY_FILE says otherwise: mount it there, read-only.
# By number, so that Kubernetes' runAsNonRoot can see that it is not root. 1000 is the image's user "node".
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# `docker run … twokey` is the bot; `docker run … twokey enroll @mei` and `… verify FILE` are its other uses.
ENTRYPOINT ["node", "dist/main.js"]
