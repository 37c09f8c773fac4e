from builds.request import BuildRequest, ContextFile
from labs.quiz.changed import Changed, changed, contents

BEFORE = BuildRequest("FROM lab/base\nCOPY a.txt /\nRUN true\n", {"a.txt": "one\n"})


def test_a_changed_line_is_told_with_what_stands_around_it() -> None:
    after = BuildRequest("FROM lab/base\nCOPY a.txt /b\nRUN true\n", {"a.txt": "one\n"})
    (change,) = changed(BEFORE, after)
    assert change == Changed(
        "",
        [(" ", "FROM lab/base"), ("-", "COPY a.txt /"), ("+", "COPY a.txt /b"), (" ", "RUN true")],
    )


def test_a_new_mode_and_a_new_date_are_told_though_the_text_is_the_same() -> None:
    file = ContextFile(text="one\n", mode=0o755, mtime=1_700_000_000)
    (change,) = changed(BEFORE, BuildRequest(BEFORE.dockerfile, {"a.txt": file}))
    assert change.path == "a.txt"
    assert ("+", "(mode 755)") in change.lines
    assert ("+", "(date 1700000000)") in change.lines


def test_the_same_request_has_changed_nothing() -> None:
    assert changed(BEFORE, BEFORE) == []


def test_what_is_no_file_is_named() -> None:
    files = {"folder": ContextFile(directory=True), "link": ContextFile(symlink="a.txt")}
    said = contents(BuildRequest("FROM lab/base\n", dict(files)))
    assert (said["folder"], said["link"]) == ("a folder", "-> a.txt")
