"""Features of the generator: COPY and ADD."""

import base64
import posixpath

from builds.request import ContextFile
from tests.proofs.archives import PACKERS, archive
from tests.proofs.world import World

# -- from the context ------------------------------------------------------------------------------------


def copy_a_file(w: World) -> None:
    path = w.new()
    w.put(f"COPY {w.context_file()} {path}")
    w.files.append(path)


def copy_a_file_into_a_folder(w: World) -> None:
    name, folder = w.context_file(), w.folder()
    w.put(f"COPY {name} {folder}/")
    w.files.append(f"{folder}/{name}")


def copy_to_the_working_directory(w: World) -> None:
    name = w.context_file()
    w.put(f"COPY {name} {w.random.choice(['.', './', f'./{w.word()}', w.word()])}")


def copy_a_folder(w: World) -> None:
    root, path = w.context_folder(), w.folder()
    w.put(f"COPY {root} {path}")
    w.files += [f"{path}/one", f"{path}/in/three"]


def copy_a_folder_with_an_empty_one(w: World) -> None:
    root = w.context_folder()
    w.project.files[f"{root}/empty"] = ContextFile(directory=True)
    w.put(f"COPY {root}/ {w.new()}/")


def copy_by_pattern(w: World) -> None:
    word = w.word()
    for name in (f"{word}.a", f"{word}.b", f"{word}.c"):
        w.context_file(name)
    w.put(f"COPY {word}.{w.random.choice(['*', '[ab]', '?'])} {w.new()}/")


def copy_several(w: World) -> None:
    w.put(f"COPY {w.context_file()} {w.context_file()} {w.context_folder()} {w.new()}/")


def copy_everything(w: World) -> None:
    w.context_file()
    w.put(f"COPY . {w.new()}")


def copy_a_link(w: World) -> None:
    name = w.context_file()
    w.context_file(f"l{name}", ContextFile(symlink=name))
    w.put(f"COPY l{name} {w.new()}")


def copy_with_modes(w: World) -> None:
    root = f"d{w.word()}"
    for mode in w.random.sample([0o600, 0o755, 0o4755, 0o2711, 0o1644, 0o400], 3):
        w.context_file(f"{root}/m{mode:o}", ContextFile(text=w.word(), mode=mode))
    w.put(f"COPY {root} {w.new()}")


def copy_with_dates(w: World) -> None:
    root = f"d{w.word()}"
    for date in (0, 1, 1_000_000_000, 2**31, 2**33):
        w.context_file(f"{root}/t{date}", ContextFile(text=w.word(), mtime=date))
    w.put(f"COPY {root} {w.new()}")


def copy_odd_names(w: World) -> None:
    root = f"d {w.word()}"
    for name in ("a b", "ünï", "日本", "q'uote", "n" * 120, ".hidden", "🐳"):
        w.context_file(f"{root}/{name}")
    w.put(f'COPY ["{root}", "{w.new()}"]')


def copy_bytes(w: World) -> None:
    content = w.random.randbytes(w.random.choice([0, 1, 511, 512, 513, 20_000]))
    name = w.context_file(f"c{w.word()}", ContextFile(base64=base64.b64encode(content).decode()))
    w.put(f"COPY {name} {w.new()}")


def copy_the_same_twice(w: World) -> None:
    name, path = w.context_file(), w.new()
    w.put(f"COPY {name} {path}")
    w.put(f"COPY {name} {path}")


def copy_over_a_lower_file(w: World) -> None:
    path = w.lower_file() if w.shell else w.new()
    w.put(f"COPY {w.context_file()} {path}")


def copy_into_a_lower_tree(w: World) -> None:
    path = w.lower_tree() if w.shell else w.new()
    w.put(f"COPY {w.context_folder()} {path}")


def copy_with_chmod(w: World) -> None:
    w.put(f"COPY --chmod={w.random.choice(['600', '0755', '4755', '000'])} {w.context_folder()} {w.new()}")


def copy_with_chown(w: World) -> None:
    owner = w.random.choice(["1000", "1000:5", *(["nobody", "nobody:tty"] if w.shell else [])])
    w.put(f"COPY --chown={owner} {w.context_folder()} {w.new()}")


def copy_linked(w: World) -> None:
    w.put(f"COPY --link{w.random.choice(['', '=true'])} {w.context_folder()} {w.new()}/")


def copy_linked_over_a_lower_tree(w: World) -> None:
    path = w.lower_tree() if w.shell else w.new()
    w.put(f"COPY --link --chmod=640 {w.context_folder()} {path}/")


def copy_by_variable(w: World) -> None:
    name = w.context_file()
    w.put(f"ENV FILE={name}", "setting")
    w.put(f"COPY ${{FILE}} {w.new()}/$FILE")


def copy_a_heredoc(w: World) -> None:
    w.put(f"COPY <<EOF <<'more' {w.new()}/\nfirst {w.word()} $HOME\nEOF\nsecond $HOME\nmore")


def copy_excluding(w: World) -> None:
    w.put(f"COPY --exclude=one --exclude=in/* {w.context_folder()} {w.new()}")


# -- from elsewhere --------------------------------------------------------------------------------------


def copy_from_a_stage(w: World) -> None:
    if (source := w.source()) is None:
        return copy_a_file(w)
    name, file, folder = source
    w.put(f"COPY --from={name} {w.random.choice([file, folder])} {w.new()}")
    return None


def copy_linked_from_a_stage(w: World) -> None:
    if (source := w.source()) is None:
        return copy_linked(w)
    name, _, folder = source
    w.put(f"COPY --link --from={name} --chown=7:7 {folder} {w.new()}/")
    return None


def copy_all_of_a_stage(w: World) -> None:
    if (source := w.source()) is None:
        return copy_a_folder(w)
    w.put(f"COPY --from={source[0]} {posixpath.dirname(source[2])}/ {w.new()}/")
    return None


def copy_from_an_image(w: World) -> None:
    w.put(f"COPY --from=lab/base /etc/{w.random.choice(['passwd', 'group'])} {w.new()}")


# -- ADD -------------------------------------------------------------------------------------------------


def add_a_file(w: World) -> None:
    w.put(f"{w.random.choice(['ADD', 'add'])} {w.context_file()} {w.new()}")


def add_an_archive(w: World) -> None:
    _add_archive(w, "tar")


def add_a_packed_archive(w: World) -> None:
    _add_archive(w, w.random.choice(["tar.gz", "tar.bz2"]))


def add_an_archive_over_a_lower_tree(w: World) -> None:
    _add_archive(w, "tar", into=w.lower_tree() if w.shell else None)


def add_an_archive_linked(w: World) -> None:
    _add_archive(w, "tar.gz", "--link ")


def add_an_archive_with_chown(w: World) -> None:
    _add_archive(w, "tar", "--chown=3:4 ")


def add_what_only_looks_like_an_archive(w: World) -> None:
    name = w.context_file(f"{w.word()}.tar.gz")
    w.put(f"ADD {name} {w.new()}/")


def _add_archive(w: World, kind: str, flags: str = "", into: str | None = None) -> None:
    assert kind in PACKERS
    name = w.context_file(f"{w.word()}.{kind}", archive(w.random, w.word(), kind))
    w.put(f"ADD {flags}{name} {into or w.new()}/")


COPIES = (
    *(copy_a_file, copy_a_file_into_a_folder, copy_to_the_working_directory, copy_a_folder),
    *(copy_a_folder_with_an_empty_one, copy_by_pattern, copy_several, copy_everything, copy_a_link),
    *(copy_with_modes, copy_with_dates, copy_odd_names, copy_bytes, copy_the_same_twice),
    *(copy_over_a_lower_file, copy_into_a_lower_tree, copy_with_chmod, copy_with_chown, copy_linked),
    *(copy_linked_over_a_lower_tree, copy_by_variable, copy_a_heredoc, copy_excluding),
    *(copy_from_a_stage, copy_linked_from_a_stage, copy_all_of_a_stage, copy_from_an_image),
)
ADDS = (
    *(add_a_file, add_an_archive, add_a_packed_archive, add_an_archive_over_a_lower_tree),
    *(add_an_archive_linked, add_an_archive_with_chown, add_what_only_looks_like_an_archive),
)
