# Two stages: the first builds wheels from the pinned, hashed requirements; the second has no compiler,
# no package cache and no root. Everything is read-only apart from two
# volumes, of which the second, the ledger of erasures, is not restored with the first (docs/storage.md):
#   docker run --read-only --tmpfs /tmp -v chat-proxy-data:/data -v chat-proxy-erasures:/erasures -p 8080:8080 \
#     -e OPENAI_API_KEY -e CHAT_PROXY_UPSTREAM=https://api.openai.com chat-proxy
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements.lock pyproject.toml README.md ./
RUN python -m venv /opt/chat-proxy \
 && /opt/chat-proxy/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY proxy proxy
COPY policies policies
RUN /opt/chat-proxy/bin/pip install --no-cache-dir --no-deps . \
 && find /opt/chat-proxy -name __pycache__ -prune -exec rm -rf {} +

FROM python:3.11-slim
RUN groupadd --system --gid 10001 chatproxy \
 && useradd --system --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin chatproxy \
 && install -d -o 10001 -g 10001 -m 0700 /data /auditor /erasures
COPY --from=build /opt/chat-proxy /opt/chat-proxy
ENV PATH=/opt/chat-proxy/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CHAT_PROXY_DATA=/data \
    CHAT_PROXY_ERASURES=/erasures/ledger \
    CHAT_PROXY_HOST=0.0.0.0 \
    CHAT_PROXY_PORT=8080
USER 10001:10001
VOLUME ["/data", "/erasures"]
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
# The data folder must have been made by `chat-proxy init` first (docs/retailer.md, "Running it for real").
CMD ["chat-proxy", "serve"]
