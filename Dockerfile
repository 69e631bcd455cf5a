# syntax=docker/dockerfile:1
# Commonhour as one image for every service: what is pinned is installed by hash, then ours; it runs as nobody's user.

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /opt/commonhour
COPY requirements/run.txt requirements/
RUN /opt/commonhour/bin/pip install --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE commonhour.py ./
COPY calendars calendars
COPY matcher matcher
COPY scheduler scheduler
COPY workers workers
RUN /opt/commonhour/bin/pip install --no-deps --no-build-isolation --no-index .
RUN /opt/commonhour/bin/python -m compileall -q /opt/commonhour/lib

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 commonhour \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin commonhour \
    && install -d -m 0700 -o commonhour -g commonhour /data
COPY --from=build /opt/commonhour /opt/commonhour
ENV PATH=/opt/commonhour/bin:/usr/local/bin:/usr/bin:/bin PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
CMD ["commonhour", "serve"]
