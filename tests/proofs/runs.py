"""Features of the generator: how a RUN can be written, and what it can mount."""

from tests.proofs.world import World

# -- ways to write a RUN ---------------------------------------------------------------------------------


def exec_form(w: World) -> None:
    w.run(f'["/bin/sh", "-c", "echo {w.word()} > {w.new()}"]')


def heredoc(w: World) -> None:
    w.put(f"RUN <<EOF\nset -e\necho {w.word()} > {w.new()}\n# no comment of the Dockerfile's\ntrue\nEOF")


def heredoc_of_another_program(w: World) -> None:
    w.put(f'RUN <<EOF\n#!/usr/bin/awk -f\nBEGIN {{ print "{w.word()}" > "{w.new()}" }}\nEOF')


def heredoc_as_input(w: World) -> None:
    w.put(f"RUN cat <<-'EOF' > {w.new()}\n\t$HOME {w.word()}\n\tEOF")


def continued_line(w: World) -> None:
    w.put(f"RUN echo {w.word()} \\\n    > {w.new()} \\\n# a comment in between\n && \\\n\n    true")


def keyword_in_lower_case(w: World) -> None:
    w.put(f"{w.random.choice(['run', 'Run'])} echo {w.word()} > {w.new()}")


def shell_instruction(w: World) -> None:
    shell = w.random.choice(['["/bin/sh", "-eu", "-c"]', '["/bin/ash", "-c"]'])
    w.put(f"SHELL {shell}", "setting")
    w.run(f"echo {w.word()} > {w.new()}")


def no_network(w: World) -> None:
    w.run(f"echo {w.word()} > {w.new()}", f"--network={w.random.choice(['none', 'default'])}")


# -- mounts ----------------------------------------------------------------------------------------------


def bind_the_context(w: World) -> None:
    name = w.context_file()
    mount = w.random.choice([f"type=bind,source={name},target=/mnt/x", f"target=/mnt/x,src={name},ro"])
    w.run(f"cat /mnt/x > {w.new()}", f"--mount={mount}")


def bind_a_folder_to_write(w: World) -> None:
    root = w.context_folder()
    w.run(f"cat m/one > {w.new()} && echo gone > m/one", f"--mount=type=bind,source={root},target=m,rw")


def bind_a_stage(w: World) -> None:
    if (source := w.source(named=True)) is None:
        return bind_the_context(w)
    name, _, folder = source
    w.run(f"ls -R /mnt{folder} > {w.new()}", f"--mount=type=bind,from={name},target=/mnt")
    return None


def cache_mount(w: World) -> None:
    options = w.random.choice([",id=c1", ",sharing=locked", ",mode=0700,uid=5", ""])
    w.run(
        f"echo {w.word()} >> /cache/f && echo {w.word()} > {w.new()}",
        f"--mount=type=cache,target=/cache{options}",
    )


def tmpfs_mount(w: World) -> None:
    w.run(
        f"echo {w.word()} > /scratch/f && cp /scratch/f {w.new()}",
        "--mount=type=tmpfs,target=/scratch,size=1m",
    )


def secret_mount(w: World) -> None:
    """One that is not given, and not required."""
    options = w.random.choice(["", ",target=/key", ",env=KEY"])
    w.run(f"echo {w.word()} > {w.new()}", f"--mount=type=secret,id=key{options}")


def several_mounts(w: World) -> None:
    mounts = (
        "type=cache,target=/cache",
        f"type=bind,source={w.context_file()},target=/m",
        "type=tmpfs,target=/t",
    )
    flags = " ".join(f"--mount={mount}" for mount in mounts)
    w.run(f"cp /m {w.new()} && touch /t/x /cache/x", flags)


FORMS = (
    *(exec_form, heredoc, heredoc_of_another_program, heredoc_as_input, continued_line),
    *(keyword_in_lower_case, shell_instruction, no_network),
)
MOUNTS = (
    *(bind_the_context, bind_a_folder_to_write, bind_a_stage, cache_mount, tmpfs_mount, secret_mount),
    several_mounts,
)
