"""Features of the generator: what a RUN can do to files."""

from tests.proofs.world import FOLDERS, World


def write_files(w: World) -> None:
    w.sow()


def change_nothing(w: World) -> None:
    w.run(w.random.choice(["true", f"echo {w.word()}", f"test ! -e /{w.word()}"]))


def append_to_a_lower_file(w: World) -> None:
    w.run(f"echo {w.word()} >> {w.lower_file()}")


def write_the_same_again(w: World) -> None:
    path = w.lower_file()
    w.run(f"cp -p {path} /tmp/same && cat /tmp/same > {path} && rm /tmp/same")


def chmod_a_lower_file(w: World) -> None:
    w.run(f"chmod {w.random.choice(['600', '640', '755', '4711', '2755', '0'])} {w.lower_file()}")


def chmod_a_lower_folder(w: World) -> None:
    w.run(f"chmod {w.random.choice(['700', '1777', '2770'])} {w.lower_tree()}")


def chown_a_lower_file(w: World) -> None:
    w.run(f"chown {w.random.choice(['1000:1000', 'nobody', '12:65000'])} {w.lower_file()}")


def touch_a_lower_file(w: World) -> None:
    w.run(f"touch {w.lower_file()}")


def delete_a_lower_file(w: World) -> None:
    path = w.lower_file()
    w.run(f"rm {path}")
    w.gone(path)


def delete_a_lower_tree(w: World) -> None:
    path = w.lower_tree()
    w.run(f"rm -r {path}")
    w.gone(path)


def delete_what_is_in_a_lower_folder(w: World) -> None:
    path = w.lower_tree()
    w.run(f"rm -r {path}/*")
    w.gone(path)
    w.folders.append(path)


def delete_a_folder_of_the_base(w: World) -> None:
    found = [path for path in w.folders if path in FOLDERS]
    path = w.random.choice(found) if found else w.lower_tree()
    w.run(f"rm -r {path}")
    w.gone(path)


def make_and_delete_at_once(w: World) -> None:
    path = w.new()
    w.run(f"echo {w.word()} > {path} && rm {path}")


def delete_and_make_again(w: World) -> None:
    path = w.lower_file()
    w.run(f"rm {path} && echo {w.word()} > {path}")


def replace_a_lower_tree(w: World) -> None:
    """The new folder is opaque."""
    path = w.lower_tree()
    w.run(f"rm -r {path} && mkdir {path} && echo {w.word()} > {path}/new && echo {w.word()} > {path}/a")
    w.gone(path)
    w.folders.append(path)
    w.files += [f"{path}/new", f"{path}/a"]


def replace_a_lower_tree_by_an_empty_one(w: World) -> None:
    path = w.lower_tree()
    w.run(f"rm -r {path} && mkdir -p {path}/d")
    w.gone(path)
    w.folders.append(path)


def put_a_file_for_a_folder(w: World) -> None:
    path = w.lower_tree()
    w.run(f"rm -r {path} && echo {w.word()} > {path}")
    w.gone(path)
    w.files.append(path)


def put_a_folder_for_a_file(w: World) -> None:
    path = w.lower_file()
    w.run(f"rm {path} && mkdir {path} && echo {w.word()} > {path}/in")
    w.gone(path)
    w.folders.append(path)
    w.files.append(f"{path}/in")


def put_a_link_for_a_folder(w: World) -> None:
    path = w.lower_tree()
    w.run(f"rm -r {path} && ln -s /tmp {path}")
    w.gone(path)


def put_a_folder_for_a_link(w: World) -> None:
    path = w.new()
    w.run(f"ln -s /tmp {path}")
    w.run(f"rm {path} && mkdir {path} && echo {w.word()} > {path}/in")


def change_where_a_link_leads(w: World) -> None:
    path = w.new()
    w.run(f"ln -s {w.word()} {path}")
    w.run(f"ln -sf {w.word()} {path}")


def move_a_lower_file(w: World) -> None:
    path, there = w.lower_file(), w.new()
    w.run(f"mv {path} {there}")
    w.gone(path)
    w.files.append(there)


def move_a_lower_tree(w: World) -> None:
    path = w.lower_tree()
    w.gone(path)
    w.run(f"mv {path} {w.new('/tmp')}")


def link_hard(w: World) -> None:
    root = w.folder()
    w.run(
        f"mkdir -p {root}/d && echo {w.word()} > {root}/b && ln {root}/b {root}/a && ln {root}/b {root}/d/c"
    )


def link_hard_to_a_lower_file(w: World) -> None:
    w.run(f"ln {w.lower_file()} {w.new()}")


def change_one_of_two_hard_links(w: World) -> None:
    root = w.folder()
    w.run(f"mkdir {root} && echo {w.word()} > {root}/a && ln {root}/a {root}/b")
    w.run(f"echo {w.word()} >> {root}/a")


def delete_one_of_two_hard_links(w: World) -> None:
    root = w.folder()
    w.run(f"mkdir {root} && echo {w.word()} > {root}/a && ln {root}/a {root}/b")
    w.run(f"rm {root}/a")


def link_softly(w: World) -> None:
    root = w.folder()
    w.run(f"mkdir {root} && ln -s ../tmp {root}/r && ln -s /etc/passwd {root}/a && ln -s loop {root}/loop")


def make_a_fifo(w: World) -> None:
    w.run(f"mkfifo -m 640 {w.new()}")


def name_it_long(w: World) -> None:
    root, name = w.folder(), w.random.choice(["n", "ä"]) * w.random.choice([99, 100, 101, 120])
    w.run(f"mkdir {root} && echo {w.word()} > {root}/{name} && ln -s {'t' * 150} {root}/link")


def nest_it_deeply(w: World) -> None:
    root = w.folder()
    path = "/".join([root, *["deep" * 10] * w.random.choice([3, 6, 30])])
    w.run(f"mkdir -p {path} && echo {w.word()} > {path}/f")


def name_it_oddly(w: World) -> None:
    root = w.folder()
    names = [
        "a b",
        "ünï",
        "日本",
        "-dash",
        "q'uote",
        'd"ouble',
        "st*r",
        "back\\slash",
        "é",
        "🐳",
        ".hidden",
        "%41",
    ]
    chosen = w.random.sample(names, 4)
    quoted = " ".join("'{}'".format(f"{root}/{name}".replace("'", "'\\''")) for name in chosen)
    w.run(f"mkdir {root} && touch {quoted}")


def name_it_in_bytes(w: World) -> None:
    """Not text, a line's end, a control character."""
    root = w.folder()
    name = w.random.choice(["\\377", "a\\nb", "a\\tb", "\\001", "caf\\351"])
    w.run(f"mkdir {root} && touch \"{root}/$(printf 'x{name}y')\"")


def leave_holes(w: World) -> None:
    w.run(f"truncate -s {w.random.choice([1, 511, 512, 513, 70_000, 3_000_000])} {w.new()}")


def set_special_bits(w: World) -> None:
    root = w.folder()
    w.run(f"mkdir -m 1777 {root} && touch {root}/u {root}/g && chmod 4755 {root}/u && chmod 2750 {root}/g")


def date_it(w: World) -> None:
    date = w.random.choice(["1970-01-01", "1985-06-01", "2005-05-05", "2039-01-01 10:00:01", "2100-01-01"])
    w.run(f"touch -d '{date}' {w.new()}")


def date_it_before_the_epoch(w: World) -> None:
    w.run(f"touch -d '{w.random.choice(['1969-12-31', '1935-01-01'])}' {w.new()}")


def own_it(w: World) -> None:
    path = w.new()
    w.run(f"touch {path} && chown {w.random.choice(['1000', '65534:5', '2000:3000'])} {path}")


def write_many(w: World) -> None:
    root = w.folder()
    w.run(
        f"mkdir {root} && cd {root} && for n in $(seq {w.random.choice([40, 300])}); do echo $n > f$n; done"
    )


def write_where_nothing_is_kept(w: World) -> None:
    w.run(f"echo {w.word()} > /dev/shm/x && echo {w.word()} > /dev/null")


def write_as_somebody_else(w: World) -> None:
    user = w.random.choice(["1000", "nobody", "65534:65534", "1000:1000"])
    w.put(f"USER {user}", "setting")
    w.run(f"echo {w.word()} > /tmp/{w.word()}")
    w.put("USER root", "setting")


FILES = (
    *(write_files, change_nothing, append_to_a_lower_file, write_the_same_again, chmod_a_lower_file),
    *(chmod_a_lower_folder, chown_a_lower_file, touch_a_lower_file, delete_a_lower_file, delete_a_lower_tree),
    *(delete_what_is_in_a_lower_folder, delete_a_folder_of_the_base, make_and_delete_at_once),
    *(delete_and_make_again, replace_a_lower_tree, replace_a_lower_tree_by_an_empty_one),
    *(put_a_file_for_a_folder, put_a_folder_for_a_file, put_a_link_for_a_folder, put_a_folder_for_a_link),
    *(change_where_a_link_leads, move_a_lower_file, move_a_lower_tree, link_hard, link_hard_to_a_lower_file),
    *(change_one_of_two_hard_links, delete_one_of_two_hard_links, link_softly, make_a_fifo, name_it_long),
    *(nest_it_deeply, name_it_oddly, name_it_in_bytes, leave_holes, set_special_bits, date_it),
    *(date_it_before_the_epoch, own_it, write_many, write_where_nothing_is_kept, write_as_somebody_else),
)
