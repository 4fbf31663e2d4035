# Two stages: the first installs what is locked, the second only runs. It needs no network to read and to rank.
FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
COPY requirements.lock requirements-dev.lock ./
RUN /opt/uv/bin/uv venv /opt/skillscv \
 && /opt/uv/bin/uv pip sync --no-cache --require-hashes --python /opt/skillscv/bin/python requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY api api
COPY matching matching
COPY taxonomy taxonomy
COPY migrations migrations
COPY openapi/examples openapi/examples
RUN /opt/uv/bin/uv pip install --no-cache --no-deps --build-constraints requirements-dev.lock --python /opt/skillscv/bin/python --editable . \
 && NUMBA_CACHE_DIR=/app/.numba_cache /opt/skillscv/bin/python -m api.warm

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home skillscv
COPY --from=build /opt/skillscv /opt/skillscv
COPY --from=build --chown=skillscv /app /app
WORKDIR /data
USER skillscv
ENV PATH=/opt/skillscv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 NUMBA_CACHE_DIR=/app/.numba_cache \
    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 SKILLSCV_DATABASE_URL=sqlite:////data/skillscv.db
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["skillscv", "serve", "--host", "0.0.0.0", "--port", "8000"]
