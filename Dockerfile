# cbase in a container: docs/packages.md says how to use it. Built from the checkout; nothing secret is needed to build it.
FROM node:22-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && mkdir /out && npm pack --ignore-scripts --pack-destination /out

FROM node:22-slim
# The database of the emulator (--local) is optional, and of no use here.
RUN --mount=type=bind,from=build,source=/out,target=/out \
    npm install --global --ignore-scripts --omit=optional --no-audit --no-fund /out/cbase-*.tgz \
    && rm -rf /root/.npm
# Settings, states and runs outlive the container.
ENV XDG_CONFIG_HOME=/data/config XDG_STATE_HOME=/data/state
RUN install -d -m 0700 -o node -g node /data /data/config /data/state && install -d -o node -g node /work
VOLUME ["/data"]
WORKDIR /work
# By number, so that Kubernetes can check that it is not root.
USER 1000:1000
ENTRYPOINT ["cbase"]
CMD ["--help"]
