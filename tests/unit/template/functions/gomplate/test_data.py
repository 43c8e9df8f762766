"""gomplate: the family in ``gomplate.data``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '{{ data.JSON "{\\"a\\": 1, \\"b\\": [1.5, null], \\"c\\": 1e3, \\"d\\": 12345678901234567890}" }}',
            "map[a:1 b:[1.5 <nil>] c:1000 d:12345678901234567890]",
        ),
        pytest.param('{{ data.JSONArray "[1, \\"a\\", {\\"x\\": true}]" }}', "[1 a map[x:true]]"),
        pytest.param('{{ data.YAMLArray "- a\\n- 1" }}', "[a 1]"),
        pytest.param(
            '{{ data.ToJSON (dict "b" 1 "a" "x<y>&z\\u2028é" "f" 1.0 "g" 1e21 "h" 100000000.0 "n" nil) }}',
            '{"a":"x\\u003cy\\u003e\\u0026z\\u2028é","b":1,"f":1.0,"g":1e+21,"h":100000000.0,"n":null}',
        ),
        pytest.param('{{ toJSON (list 1.5 1e-7 "\\u0001\\t/") }}', '[1.5,1e-07,"\\u0001\\t/"]'),
        pytest.param(
            '{{ data.ToJSONPretty "  " (dict "a" (list 1 2) "b" (dict)) }}',
            '{\n  "a": [\n    1,\n    2\n  ],\n  "b": {}\n}',
        ),
        pytest.param('{{ toYAML "x" }}', "x\n"),
        pytest.param("{{ toYAML 5 }}", "5\n"),
        pytest.param("{{ toYAML (list) }}", "[]\n"),
        pytest.param("{{ toYAML nil }}", "null\n"),
        pytest.param(
            '{{ toYAML (dict "a10" 1 "a9" 2 "B" 3 "b" 4 "1" 5 "true" 6 "x y" 7 "k:" 8) }}',
            '"1": 5\nB: 3\na9: 2\na10: 1\nb: 4\n\'k:\': 8\n"true": 6\nx y: 7\n',
        ),
        pytest.param('{{ data.CSV "a,b\\n1,2\\n3,4" }}', "[[a b] [1 2] [3 4]]"),
        pytest.param('{{ data.CSVByRow "a,b\\n1,2\\n3,4" }}', "[map[a:1 b:2] map[a:3 b:4]]"),
        pytest.param('{{ data.CSVByColumn "a,b\\n1,2\\n3,4" }}', "map[a:[1 3] b:[2 4]]"),
        pytest.param('{{ data.CSVByRow "x,y" "1,2" }}', "[map[x:1 y:2]]"),
        pytest.param('{{ data.CSV ";" "a;\\"b;c\\"\\n1;\\"q\\"\\"r\\"" }}', '[[a b;c] [1 q"r]]'),
        pytest.param('{{ data.ToCSV (list (list "a" "b,c") (list 1 "q\\"r")) }}', 'a,"b,c"\r\n1,"q""r"\r\n'),
        pytest.param('{{ data.CSVByRow "" "1,2" }}', "[map[A:1 B:2]]"),
        pytest.param(
            '{{ data.TOML "a = 1\\n[b]\\nc = \\"x\\"\\nd = [1.5, true]" }}', "map[a:1 b:map[c:x d:[1.5 true]]]"
        ),
        pytest.param('{{ data.JSON "" }}', "map[]"),
        pytest.param(
            '{{ toYAML (dict "b" 1 "a" (list "x" "yes" "1" "")) }}', 'a:\n  - x\n  - "yes"\n  - "1"\n  - ""\nb: 1\n'
        ),
        pytest.param(
            '{{ toYAML (list "a: b" "- x" "#c" "it\'s" "@a" " lead" "trail ") }}',
            "- 'a: b'\n- '- x'\n- '#c'\n- it's\n- '@a'\n- ' lead'\n- 'trail '\n",
        ),
        pytest.param(
            '{{ toYAML (list "a\\nb" "a\\n" "a\\n\\n" "\\ta") }}', '- |-\n  a\n  b\n- |\n  a\n- |+\n  a\n\n- "\\ta"\n'
        ),
        pytest.param(
            '{{ toYAML (list "2020-01-01" "on" "1:30" "0o7" "~" "null") }}',
            '- "2020-01-01"\n- "on"\n- "1:30"\n- "0o7"\n- "~"\n- "null"\n',
        ),
        pytest.param(
            '{{ toYAML (dict "m" (dict) "l" (list) "n" nil "f" 1e8) }}', 'f: 1e+08\nl: []\nm: {}\n"n": null\n'
        ),
        pytest.param('{{ toYAML (list (list 1 2) (list (dict "a" 1 "b" 2))) }}', "- - 1\n  - 2\n- - a: 1\n    b: 2\n"),
        pytest.param('{{ toYAML (dict "a10" 1 "a9" 2 "B" 3 "_" 4) }}', "_: 4\nB: 3\na9: 2\na10: 1\n"),
        pytest.param(
            '{{ data.YAML "b: [x, 2.5, yes, true, ~, 0o17, 017]" | data.ToJSON }}',
            '{"b":["x",2.5,"yes",true,null,15,15]}',
        ),
        pytest.param(
            '{{ data.YAML "d: 2020-01-01\\nx: &x {a: 1}\\ny: {<<: *x, b: 2}" | data.ToJSON }}',
            '{"d":"2020-01-01T00:00:00Z","x":{"a":1},"y":{"a":1,"b":2}}',
        ),
        pytest.param('{{ data.YAML "a: 1\\n---\\nb: 2" }}', "map[a:1]"),
    ],
)
def test_data_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('data.JSON "[1]"', "`data.JSON`: expected a map, found []interface {}"),
        pytest.param(
            'data.JSON "x: ["',
            "`data.JSON`: invalid YAML: while parsing a flow node expected the node content, but found '<stream end>' in \"<unicode string>\", line 1, column 5: x: [ ^",
        ),
        pytest.param('data.YAMLArray "a: 1"', "`data.YAMLArray`: expected a list, found map[string]interface {}"),
        pytest.param('data.CSV "a,b\\n1"', "`data.CSV`: row 2 has 1 fields, not 2"),
        pytest.param('data.CSV "a\\"b"', "`data.CSV`: a quote stands inside a field without quotes"),
        pytest.param("data.ToCSV 5", "`data.ToCSV`: expected a list of lists, found int"),
        pytest.param('data.TOML "a ="', "`data.TOML`: invalid TOML: Invalid value (at end of document)"),
        pytest.param("data.ToTOML 5", "`data.ToTOML`: writing TOML is not supported"),
    ],
)
def test_data_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
