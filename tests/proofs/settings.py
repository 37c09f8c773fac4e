"""Features of the generator: what makes no layer, WORKDIR, comments and .dockerignore."""

from builds.request import ContextFile
from tests.proofs.world import World


def env(w: World) -> None:
    w.put(w.random.choice([f"ENV A={w.word()} B='two words'", f"ENV A {w.word()} and more"]), "setting")


def env_of_env(w: World) -> None:
    w.put(f"ENV FIRST={w.word()}", "setting")
    w.put("ENV SECOND=${FIRST:-none}/$FIRST", "setting")


def argument(w: World) -> None:
    w.put(f"ARG NAME={w.word()}", "setting")


def argument_given(w: World) -> None:
    name = f"A{w.word()}"
    w.project.build_args[name] = w.word()
    w.put(f"ARG {name}{w.random.choice(['', '=default'])}", "setting")


def argument_not_declared(w: World) -> None:
    w.project.build_args[f"U{w.word()}"] = w.word()


def argument_from_the_top(w: World) -> None:
    name = f"G{w.word()}"
    w.project.head.append(f"ARG {name}={w.word()}")
    w.put(f"ARG {name}", "setting")


def label(w: World) -> None:
    w.put(f'LABEL made.by="{w.word()}" other=1', "setting")


def cmd(w: World) -> None:
    w.put(w.random.choice([f'CMD ["echo", "{w.word()}"]', f"CMD echo {w.word()}"]), "setting")


def entrypoint(w: World) -> None:
    w.put(f'ENTRYPOINT ["/bin/echo", "{w.word()}"]', "setting")


def expose(w: World) -> None:
    w.put(f"EXPOSE {w.random.randint(1, 65535)}/tcp", "setting")


def user(w: World) -> None:
    w.put(f"USER {w.random.choice(['0', '0:0', *(['root', 'root:root'] if w.shell else [])])}", "setting")


def volume(w: World) -> None:
    w.put(f"VOLUME /v{w.word()}", "setting")


def stop_signal(w: World) -> None:
    w.put(f"STOPSIGNAL {w.random.choice(['SIGINT', '9'])}", "setting")


def health_check(w: World) -> None:
    w.put(w.random.choice([f"HEALTHCHECK --interval=5s CMD test {w.word()}", "HEALTHCHECK NONE"]), "setting")


def on_build(w: World) -> None:
    w.put(f"ONBUILD RUN echo {w.word()}", "setting")
    w.closed = True


def maintainer(w: World) -> None:
    w.put(f"MAINTAINER {w.word()}", "setting")


def workdir(w: World) -> None:
    w.cwd = w.folder()
    w.put(f"WORKDIR {w.cwd}")


def workdir_there_already(w: World) -> None:
    w.cwd = w.random.choice(w.folders) if w.folders else w.folder()
    w.put(f"WORKDIR {w.cwd}")


def workdir_relative(w: World) -> None:
    name = w.word()
    w.cwd = f"{w.cwd.rstrip('/')}/{name}"
    w.put(f"WORKDIR {name}")


def workdir_by_variable(w: World) -> None:
    name = w.word()
    w.put(f"ENV DIR=/opt/{name}", "setting")
    w.put("WORKDIR ${DIR}/in")
    w.cwd = f"/opt/{name}/in"


def workdir_root(w: World) -> None:
    w.cwd = "/"
    w.put("WORKDIR /", "setting")


def comment(w: World) -> None:
    w.put(f"# {w.word()}\n\n  # another one", "comment")


def ignore_some(w: World) -> None:
    """Only files that nothing but a COPY of everything could take."""
    folder = f"ig{w.word()}"
    for name in ("x.log", "y.log", "deep/z.log", "deep/keep.log", "deep/k.txt"):
        w.context_file(f"{folder}/{name}")
    w.project.files[".dockerignore"] = ContextFile(
        text=w.random.choice(
            [
                "*.nothing\nig*/*.log\n",
                "# a comment\n\n**/*.log\n!**/keep.log\n",
                "/ig*/deep\n",
                "ig*\n!ig*/deep/k.txt\n",
                "Dockerfile\n.dockerignore\nig*/?.log\n",
                "ig*/**\n!ig*/x.log\n",
            ]
        )
    )
    w.put(f"COPY . {w.new()}")


def ignore_by_the_dockerfile_s_own(w: World) -> None:
    w.context_file(f"ig{w.word()}/x.log")
    w.project.files["Dockerfile.dockerignore"] = ContextFile(text="ig*/x.log\n")
    w.put(f"COPY . {w.new()}")


SETTINGS = (
    *(env, env_of_env, argument, argument_given, argument_not_declared, argument_from_the_top, label, cmd),
    *(entrypoint, expose, user, volume, stop_signal, health_check, on_build, maintainer, comment),
)
FOLDERS = (workdir, workdir_there_already, workdir_relative, workdir_by_variable, workdir_root)
IGNORES = (ignore_some, ignore_by_the_dockerfile_s_own)
