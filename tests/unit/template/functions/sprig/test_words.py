"""Sprig: the family in ``sprig.words``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ abbrev 5 "hello world" }}', "he..."),
        pytest.param('{{ abbrevboth 5 10 "1234 5678 9123" }}', "...5678..."),
        pytest.param('{{ abbrev 3 "abcdef" }}', "abcdef"),
        pytest.param('{{ abbrevboth 6 9 "abcdefghijklmnop" }}', "...ghi..."),
        pytest.param('{{ untitle "Hello World" }}', "hello world"),
        pytest.param('{{ initials "First Try élan" }}', "FTÃ"),
        pytest.param('{{ swapcase "This Is A.Test fOO" }}', "tHIS iS a.tEST Foo"),
        pytest.param('{{ snakecase "FirstName" }}', "first_name"),
        pytest.param('{{ snakecase "HTTPServer" }}', "http_server"),
        pytest.param('{{ snakecase "NoHTTPS" }}', "no_https"),
        pytest.param('{{ snakecase "GO_PATH" }}', "go_path"),
        pytest.param('{{ snakecase "http2xx" }}', "http_2xx"),
        pytest.param('{{ snakecase "HTTP20xOK" }}', "http_20x_ok"),
        pytest.param('{{ snakecase "Duration2m3s" }}', "duration_2m3s"),
        pytest.param('{{ snakecase "Bld4Floor3rd" }}', "bld4_floor_3rd"),
        pytest.param('{{ snakecase "a.b-c  D" }}', "a.b_c__d"),
        pytest.param('{{ snakecase "_a__B_" }}', "_a__b_"),
        pytest.param('{{ snakecase "x1" }}', "x1"),
        pytest.param('{{ snakecase "1x" }}', "1x"),
        pytest.param('{{ snakecase "A1B2" }}', "a1_b2"),
        pytest.param('{{ snakecase "v1.2.3-Rc4" }}', "v1.2.3_rc4"),
        pytest.param('{{ kebabcase "FirstName" }}', "first-name"),
        pytest.param('{{ kebabcase "Hello World foo" }}', "hello-world-foo"),
        pytest.param('{{ kebabcase "my-App name" }}', "my-app-name"),
        pytest.param('{{ kebabcase "ABc DEF" }}', "a-bc-def"),
        pytest.param('{{ camelcase "some_words" }}', "SomeWords"),
        pytest.param('{{ camelcase "http_server" }}', "HttpServer"),
        pytest.param('{{ camelcase "_complex__case_" }}', "_Complex_Case_"),
        pytest.param('{{ camelcase "some words" }}', "SomeWords"),
        pytest.param('{{ camelcase "GOLANG_IS_GREAT" }}', "GolangIsGreat"),
        pytest.param('{{ camelcase "a" }}', "A"),
        pytest.param('{{ camelcase "" }}', ""),
        pytest.param('{{ camelcase "aB-cD e" }}', "ABCDE"),
        pytest.param('{{ camelcase "HTTPServer" }}', "Httpserver"),
        pytest.param('{{ camelcase "-" }}', "--"),
        pytest.param('{{ camelcase "a-" }}', "A-"),
        pytest.param('{{ camelcase "--a--b" }}', "--A-B"),
        pytest.param('{{ wrap 5 "the quick brown foxxxxxxx jumps" }}', "the\nquick\nbrown\nfoxxxxxxx\njumps"),
        pytest.param('{{ wrapWith 5 "\\t" "Hello Wonderful World" }}', "Hello\tWonde\trful\tWorld"),
        pytest.param('{{ wrap 80 "short" }}', "short"),
        pytest.param('{{ wrap 0 "a b" }}', "a\nb"),
    ],
)
def test_words_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected
