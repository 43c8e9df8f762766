"""gomplate: the family in ``gomplate.time``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{{ time.RFC3339 }}", "2006-01-02T15:04:05Z07:00"),
        pytest.param("{{ (time.Unix 1700000000).UTC.Format time.RFC3339 }}", "2023-11-14T22:13:20Z"),
        pytest.param('{{ (time.Parse "2006-01-02" "2020-05-17").Format "Jan 2" }}', "May 17"),
        pytest.param('{{ time.ParseDuration "1h30m" }}', "1h30m0s"),
        pytest.param("{{ time.Hour 2 }}", "2h0m0s"),
        pytest.param("{{ (time.Hour 2).Minutes }}", "120"),
        pytest.param("{{ time.Second 90 }}", "1m30s"),
        pytest.param(
            '{{ (time.Parse time.RFC3339 "2020-05-17T10:00:00Z").Add (time.Hour 2) }}', "2020-05-17 12:00:00 +0000 UTC"
        ),
        pytest.param(
            '{{ (time.ParseInLocation "2006-01-02 15:04" "America/New_York" "2020-05-17 10:00").UTC }}',
            "2020-05-17 14:00:00 +0000 UTC",
        ),
        pytest.param("{{ time.Millisecond 1500 }}", "1.5s"),
        pytest.param('{{ time.Unix "1700000000.5" }}', "2023-11-14 22:13:20.5 +0000 UTC"),
        pytest.param('{{ (time.Parse "2006-01-02" "2020-05-17").AddDate 0 1 20 }}', "2020-07-07 00:00:00 +0000 UTC"),
        pytest.param(
            '{{ ((time.Parse "2006-01-02" "2020-05-17").Sub (time.Parse "2006-01-02" "2020-05-16")).Hours }}', "24"
        ),
        pytest.param("{{ (time.Unix 0).Before (time.Unix 1) }}", "true"),
        pytest.param("{{ time.Microsecond 3 }}", "3µs"),
        pytest.param('{{ (time.Unix 1700000000).Month | printf "%d" }}', "11"),
        pytest.param("{{ (time.Unix 1700000000).Weekday }}", "Tuesday"),
    ],
)
def test_time_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('time.Parse "2006" "x"', "`time.Parse`: the time `x` does not look like `2006`"),
        pytest.param(
            'time.ParseInLocation "2006" "No/Where" "2020"', "`time.ParseInLocation`: unknown time zone `No/Where`"
        ),
        pytest.param('time.ParseDuration "1x"', "`time.ParseDuration`: `1x` is not a duration"),
        pytest.param("time.Unix 1.5", "`time.Unix`: expected an integer or text, found a float"),
        pytest.param('time.Unix "x"', "`time.Unix`: `x` is not a number"),
        pytest.param("(time.Unix 0).Nope", "time.Time has no method `Nope`"),
        pytest.param("(time.Unix 0).Format 5", "`Format`: expected string, found int"),
        pytest.param("(time.Unix 0).Format", "`Format` takes 1 argument, not 0"),
    ],
)
def test_time_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
