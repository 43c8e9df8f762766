"""What faults say of themselves."""

from stackc.base.codes import Code
from stackc.go.faults import EffectNeeded, Halt, TemplateFault, TemplateStop


def test_an_effect_says_what_it_wanted_and_knows_no_place_yet() -> None:
    needed = EffectNeeded("now")
    assert (str(needed), needed.name, needed.start, needed.end) == ("`now` needs the outside world", "now", 0, 0)
    assert isinstance(needed, TemplateStop)


def test_a_halt_carries_its_fault() -> None:
    assert Halt("m", 1, 2).fault == TemplateFault("m", 1, 2)
    halt = Halt("m", 1, 2, ("vars", "x"), Code.TEMPLATE)
    assert halt.fault == TemplateFault("m", 1, 2, ("vars", "x"), Code.TEMPLATE)
    assert str(halt) == "m"
