from builds.request import BuildRequest
from labs.script import Build, request_of


def test_a_later_build_lays_its_files_over_the_answer_with_a_text_never_seen_before() -> None:
    answer = BuildRequest("FROM lab/base\n", {"app.py": "1", "kept": "2"})
    action = Build(id="b2", files={"app.py": "print('{nonce}')"}, build_args={"N": "{nonce}"})
    request = request_of(action, answer, "abc")
    assert request.files == {"app.py": "print('abc')", "kept": "2"}
    assert request.build_args == {"N": "abc"}
    assert request.dockerfile == answer.dockerfile
