"""The builds that are recorded, in this order on one engine with an empty cache."""

import msgspec

from builds.request import BuildRequest

APP = "print('one')\n"
FIRST = """\
FROM lab/base
WORKDIR /app
COPY requirements.txt .
RUN sort requirements.txt > installed.txt
COPY app.py .
RUN echo "built $(wc -l < app.py) line" && rm requirements.txt
CMD ["cat", "app.py"]
"""
STAGES = """\
# Only what the last stage needs is built.
FROM lab/base AS build
WORKDIR /src
COPY app.py .
RUN <<EOF
cp app.py program
echo compiled
EOF

FROM build AS test
RUN cmp app.py program

FROM lab/base
ENV NAME=final
WORKDIR /
COPY --link --from=build /src/program /program
RUN true
"""
LINTED = """\
FROM lab/base as app
ENV GREETING hello
COPY app.py .
RUN echo $GREETING \\
    > greeting.txt
CMD cat greeting.txt
"""
TRIGGERS = """\
FROM lab/base AS tools
RUN echo one > /one && echo tools first
RUN echo tools second

FROM lab/base AS kit
RUN echo kit itself
# Whatever is built upon this stage begins with these.
ONBUILD COPY app.py /app.py
ONBUILD ENV NAME=held
ONBUILD RUN echo $NAME > /held && echo kit $NAME
ONBUILD COPY --link --from=tools /one /one

FROM kit AS plain
RUN echo plain itself

FROM kit
COPY --from=plain /held /copied
RUN echo last itself
"""


class Scenario(msgspec.Struct, frozen=True):
    """`cancel_at` is the text in a step's output at which the build is cancelled."""

    name: str
    request: BuildRequest
    cancel_at: str | None = None


def _request(dockerfile: str, app: str = APP) -> BuildRequest:
    files = {"app.py": app, "requirements.txt": "web==2\ndb==1\n", ".dockerignore": "*.log\n"}
    return BuildRequest(dockerfile=dockerfile, files=dict(files))


SCENARIOS = (
    Scenario("first-build", _request(FIRST)),
    Scenario("all-cached", _request(FIRST)),
    Scenario("one-line-changed", _request(FIRST, app="print('two')\n")),
    Scenario("unused-stage", msgspec.structs.replace(_request(STAGES), stages=True)),
    Scenario("failing-run", _request(FIRST.replace("rm requirements.txt", "rm nothing-here"))),
    Scenario("syntax-error", _request("FROM lab/base\nCOPPY app.py .\n")),
    Scenario("unknown-base", _request("FROM nginx:latest\nCOPY app.py .\n")),
    Scenario("cancelled", _request("FROM lab/base\nRUN echo started; sleep 30; echo ended\n"), "started"),
    Scenario("linted", _request(LINTED)),
    Scenario("triggers", msgspec.structs.replace(_request(TRIGGERS), stages=True)),
)
