# One image for every process of Workstars; the command says which (see docker-compose.yml).

FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /opt/venv
COPY requirements/prod.lock /tmp/prod.lock
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --only-binary :all: \
        --require-hashes --requirement /tmp/prod.lock \
    && /opt/venv/bin/pip uninstall --yes pip setuptools

FROM python:3.11-slim-bookworm AS workstars
# The libraries that set type for PDFs; the fonts come with the Python packages.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 workstars \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin workstars \
    && install --directory --owner 10001 --group 10001 --mode 0700 /var/lib/workstars
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    VAR=/var/lib/workstars \
    STATIC_ROOT=/srv/workstars/static

WORKDIR /srv/workstars
COPY manage.py ./
COPY workstars ./workstars
COPY employees ./employees
COPY invites ./invites
COPY recognition ./recognition
COPY certificates ./certificates
COPY templates ./templates
# Static files need no secret, so the development settings, which have none, collect them.
RUN DJANGO_SETTINGS_MODULE=workstars.settings.development VAR=/tmp/build \
        python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q . \
    && rm -rf /tmp/build

ENV DJANGO_SETTINGS_MODULE=workstars.settings.production
USER 10001:10001
VOLUME ["/var/lib/workstars"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
CMD ["gunicorn", "workstars.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--keep-alive", "15", "--graceful-timeout", "5", "--timeout", "60", "--preload", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
