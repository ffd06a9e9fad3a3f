# One image for every service: the command says which part runs.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/straitwatch
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY straitwatch straitwatch
COPY producers producers
COPY consumers consumers
COPY models models
COPY dashboard dashboard
RUN /opt/straitwatch/bin/pip install --no-cache-dir -c constraints.txt ".[oidc]"

FROM python:3.12-slim
RUN useradd --uid 10001 --create-home --home-dir /home/straitwatch straitwatch \
    && install -d -o straitwatch -g straitwatch /state
COPY --from=build /opt/straitwatch /opt/straitwatch
ENV PATH=/opt/straitwatch/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STRAITWATCH_STATE=/state
USER straitwatch
WORKDIR /home/straitwatch
VOLUME /state
ENTRYPOINT ["straitwatch"]
CMD ["--help"]
