# emogen serve in a container; see docs/container.md.
#   docker build -t emogen .                      the weights are in a volume
#   docker build -t emogen --target baked .       the weights are in the image
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY emogen emogen
COPY conditioning conditioning
COPY pipelines pipelines
COPY cli cli
COPY assets assets
RUN python -m venv /opt/emogen \
 && /opt/emogen/bin/pip install --no-cache-dir --constraint constraints.txt '.[mcp]' \
 && /opt/emogen/bin/python -m compileall -q /opt/emogen/lib

FROM python:3.12-slim-bookworm AS base
COPY --from=build /opt/emogen /opt/emogen
RUN useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin emogen \
 && install -d -o emogen -g emogen /var/lib/emogen
# /tmp is the one folder that must be writable: scratch files, and code that numba compiles.
ENV PATH=/opt/emogen/bin:$PATH \
    EMOGEN_HOME=/var/lib/emogen \
    HOME=/tmp \
    NUMBA_CACHE_DIR=/tmp/numba \
    PYTHONDONTWRITEBYTECODE=1
USER emogen
EXPOSE 8880 8020 8882 10200
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8880/health', timeout=4)"]
# Others can reach it, so it does not start without EMOGEN_TOKEN or --allow.
ENTRYPOINT ["emogen"]
CMD ["serve", "--host", "0.0.0.0"]

FROM base AS baked
RUN emogen models pull
ENV EMOGEN_OFFLINE=1

FROM base AS final
VOLUME /var/lib/emogen
